"""The local Elasticsearch: fetched, configured, started and stopped by us."""

import http.client
import json
import shutil
import signal
import ssl
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

from core.errors import LocalPartError
from core.settings import LOOPBACK, Settings, environment_variable
from local.account import account_for_child, give, reachable_folder
from local.download import Part, Progress, fetch, no_progress, require_space, unpack
from local.java import find_java
from local.log_end import last_lines
from local.ports import choose_port
from local.security import OPEN, ServerSecurity

ELASTICSEARCH = Part(
    group="org.elasticsearch.distribution.integ-test-zip",
    name="elasticsearch",
    version="8.19.21",
    sha256="215d5f3dbf0609a149f6218a9e47b6ae2df34ebbff3c5754e35f15a5e5393c8a",
)
"""Elastic's own minimal build, the only one that Maven Central carries."""
PORT_SETTING = "STALLWATCH_ELASTICSEARCH_PORT"
START_TIMEOUT_S = 90.0
STOP_TIMEOUT_S = 30.0
POLL_S = 0.25
NEEDED_BYTES = 1_000_000_000
"""Free space below which the server would soon refuse to write."""

CONFIG = """\
# Written by Stallwatch at every start: changes made here are lost.
cluster.name: stallwatch
node.name: local
network.host: {host}
http.port: {port}
transport.port: 0
discovery.type: single-node
path.data: {data}
path.logs: {logs}
path.repo: {snapshots}
{security}
action.auto_create_index: false
cluster.routing.allocation.disk.watermark.low: 2gb
cluster.routing.allocation.disk.watermark.high: 1gb
cluster.routing.allocation.disk.watermark.flood_stage: 500mb
"""
JVM_OPTIONS = """\
-Xms{heap_mb}m
-Xmx{heap_mb}m
-XX:-HeapDumpOnOutOfMemoryError
-Xlog:disable
-Xlog:all=warning:stderr:utctime,level,tags
"""
LOG_OPTIONS = """\
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%-25c{1.}] %m%n
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
logger.deprecation.name = org.elasticsearch.deprecation
logger.deprecation.level = error
"""

DISK_REMEDY = "the disk is full: make room, or move STALLWATCH_HOME to another disk"
MEMORY_REMEDY = (
    "there is too little memory: stop something else, or lower "
    "STALLWATCH_ELASTICSEARCH_HEAP_MB"
)
OWNER_REMEDY = (
    "its files belong to another user: give them to the user that starts it, or choose "
    "another STALLWATCH_HOME"
)
PORT_REMEDY = f"the port is taken: choose another with {PORT_SETTING}"
REMEDIES = {
    "No space left on device": DISK_REMEDY,
    "Disk quota exceeded": DISK_REMEDY,
    "Address already in use": PORT_REMEDY,
    "BindHttpException": PORT_REMEDY,
    "failed to obtain node lock": "another server works on the same data: stop it, or "
    "choose another STALLWATCH_HOME",
    "Could not reserve enough space": MEMORY_REMEDY,
    "Invalid maximum heap size": MEMORY_REMEDY,
    "insufficient memory": MEMORY_REMEDY,
    "java.lang.OutOfMemoryError": "the heap is too small: raise STALLWATCH_ELASTICSEARCH_HEAP_MB",
    "Permission denied": OWNER_REMEDY,
    "AccessDeniedException": OWNER_REMEDY,
}
"""What to do, by what stands in the server's log."""


class ElasticsearchServer:
    """One server process of this installation.

    ``prepare`` fetches and configures; a supervisor then runs ``command`` in
    ``environment`` as ``user`` and ``group`` and asks ``is_ready``. ``start`` and ``stop``
    do the same for those who need no supervisor.

    Args:
        settings: Home, port and size.
        security: Who may do what, and by which certificate the server shows who it is; without it everybody on this machine may do all,
            without TLS.
    """

    def __init__(
        self, settings: Settings, security: ServerSecurity | None = None
    ) -> None:
        self._settings = settings
        self._security = security
        self._process: subprocess.Popen[bytes] | None = None
        self._java_home: Path | None = None
        self._account = account_for_child(settings.home)
        self.location = reachable_folder(settings.home, "elasticsearch", self._account)
        """Folder of the server's files, outside the home where its user cannot enter it."""
        self.log_file = settings.home / "logs" / "elasticsearch.log"
        """Where a supervisor should send standard output and standard error."""
        self.port = settings.elasticsearch_port
        """The port in use; what the settings say until ``prepare`` was called."""

    @property
    def url(self) -> str:
        """Address of the server."""
        scheme = "https" if self._security else "http"
        return f"{scheme}://{LOOPBACK}:{self.port}"

    @property
    def user(self) -> int | None:
        """Numeric user to run as; None is the present one."""
        return self._account.uid if self._account else None

    @property
    def group(self) -> int | None:
        """Numeric group to run as; None is the present one."""
        return self._account.gid if self._account else None

    @property
    def pid(self) -> int | None:
        """Process id of the server that ``start`` started."""
        return self._process.pid if self._process else None

    def prepare(self, progress: Progress = no_progress) -> int:
        """Fetch, unpack and configure the server, and choose its port.

        Args:
            progress: Is told each step.

        Returns:
            The number of downloads made, 0 when all was there.

        Raises:
            LocalPartError: No Java, no network, no room, or the port is in use.
        """
        self._java_home = find_java(self._account).home
        self.port = choose_port(
            self._settings.elasticsearch_port,
            part="Elasticsearch",
            setting="elasticsearch_port",
        )
        require_space(self.location.parent, NEEDED_BYTES)
        archive, downloads = fetch(
            ELASTICSEARCH, self._settings.home / "downloads", progress=progress
        )
        unpack(archive, self.location, progress=progress)
        self.location.chmod(0o755)
        self._write_config()
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        return downloads

    def command(self) -> list[str]:
        """Return the command line that runs the server in the foreground."""
        return [str(self._distribution / "bin" / "elasticsearch")]

    def environment(self) -> dict[str, str]:
        """Return the whole environment of the server process."""
        # Not the caller's: JAVA_TOOL_OPTIONS or ES_* of somebody else would leak in.
        return {
            "PATH": environment_variable("PATH") or "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "HOME": str(self.location),
            "ES_JAVA_HOME": str(self._java_home),
            "ES_PATH_CONF": str(self.location / "config"),
            "ES_TMPDIR": str(self.location / "tmp"),
        }

    def is_ready(self) -> bool:
        """Say whether the server answers and all its data is there."""
        return ready(self.url, self._security)

    def start(
        self, progress: Progress = no_progress, *, timeout_s: float = START_TIMEOUT_S
    ) -> str:
        """Prepare the server, start it and wait until it answers.

        Args:
            progress: Is told each step.
            timeout_s: How long to wait for the first answer.

        Returns:
            Its address.

        Raises:
            LocalPartError: It cannot be prepared, dies, or takes too long.
        """
        self.prepare(progress)
        with self.log_file.open("ab") as log:
            self._process = subprocess.Popen(
                self.command(),
                env=self.environment(),
                cwd=self.location,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                user=self.user,
                group=self.group,
                extra_groups=None if self.user is None else [],
                start_new_session=True,
            )
        process = self._process
        try:
            self._wait_until_ready(process, progress, timeout_s)
        except BaseException:
            self.stop()
            raise
        return self.url

    def _wait_until_ready(
        self, process: subprocess.Popen[bytes], progress: Progress, timeout_s: float
    ) -> None:
        started = time.monotonic()
        while not self.is_ready():
            waited_s = time.monotonic() - started
            if process.poll() is not None:
                raise self.failure("Elasticsearch ended while it was starting")
            if waited_s > timeout_s:
                raise self.failure(
                    f"Elasticsearch did not answer within {timeout_s:.0f} seconds"
                )
            progress(f"starting Elasticsearch: {waited_s:.0f} s")
            time.sleep(POLL_S)

    def failure(self, what: str) -> LocalPartError:
        """Return an error that quotes the server's log and says what to do."""
        lines = last_lines(self.log_file)
        remedy = next(
            (
                advice
                for sign, advice in REMEDIES.items()
                if any(sign in line for line in lines)
            ),
            "`stallwatch doctor` looks for the usual causes",
        )
        telling = [line for line in lines if "ERROR" in line or "xception" in line]
        last = (telling or lines or ["(the log is empty)"])[-1].strip()[:300]
        return LocalPartError(
            f"{what}: {last}; {remedy}. The whole log is in {self.log_file}",
            log_file=str(self.log_file),
        )

    def stop(self) -> None:
        """End the server that ``start`` started, with force if it does not listen."""
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()

    def remove(self) -> None:
        """Delete the server's files, data included, wherever they lie."""
        shutil.rmtree(self.location, ignore_errors=True)
        if self.location.parent != self._settings.home:
            shutil.rmtree(self.location.parent, ignore_errors=True)

    @property
    def _distribution(self) -> Path:
        return self.location / Path(ELASTICSEARCH.file_name).stem

    def _write_config(self) -> None:
        config = self.location / "config"
        shutil.rmtree(config / "jvm.options.d", ignore_errors=True)
        (config / "jvm.options.d").mkdir(parents=True)
        shutil.copyfile(
            self._distribution / "config/jvm.options", config / "jvm.options"
        )
        security = self._security.install(config) if self._security else OPEN
        heap_mb = self._settings.elasticsearch_heap_mb
        texts = {
            "elasticsearch.yml": CONFIG.format(
                host=LOOPBACK,
                port=self.port,
                data=json.dumps(str(self.location / "data")),
                logs=json.dumps(str(self.location / "logs")),
                snapshots=json.dumps(str(self.location / "snapshots")),
                security=security,
            ),
            "jvm.options.d/stallwatch.options": JVM_OPTIONS.format(heap_mb=heap_mb),
            "log4j2.properties": LOG_OPTIONS,
        }
        for name, text in texts.items():
            (config / name).write_text(text, encoding="utf-8")
        for name in ("config", "data", "logs", "snapshots", "tmp"):
            give(self.location / name, self._account, anew=name == "config")


def ready(
    url: str, security: ServerSecurity | None = None, *, timeout_s: float = 2.0
) -> bool:
    """Say whether a server answers and has all its data."""
    parts = urlsplit(url)
    host = parts.hostname or LOOPBACK
    connection: http.client.HTTPConnection
    headers = {}
    if security is None:
        connection = http.client.HTTPConnection(host, parts.port, timeout=timeout_s)
    else:
        context = ssl.create_default_context(cafile=security.authority)
        connection = http.client.HTTPSConnection(
            host, parts.port, timeout=timeout_s, context=context
        )
        headers = {"Authorization": security.authorization()}
    try:
        path = "/_cluster/health?wait_for_status=yellow&timeout=1s"
        connection.request("GET", path, headers=headers)
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
