"""How close a whole crawl comes to its limit, a bare download: ``python -m benchmarks.crawling``.

Both sides fetch the same pages of a test market from the same server process, turn and turn about, with the same concurrency. The limit is a
Scrapy spider that is given all addresses and does nothing with what comes. The other side is a crawl as it is run every day: scope, evidence,
reading, ledger, batches to a real Redis; pictures apart. The server notes when the first request of a side came and when the last answer left,
so that the start of the processes does not count. The ratio is what counts; pages a second depend on the machine.

``--profile FILE`` writes a cProfile of one crawl instead.
"""

import argparse
import asyncio
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import httpx

from core.settings import LOOPBACK, Settings, environment_for_child
from local.ports import choose_port
from local.redis import redis_command, redis_is_ready
from testmarkets.profiles import render_profile
from testmarkets.skins.registry import build_skins
from testmarkets.world.build import build_world

MARKET = "lantern"
SIZE = 3_000
SEED = 7
ROUNDS = 3
CONCURRENCY = 8
LINK = re.compile(r'href="(/[^"#]*)"')
TIMES, RESET = "/benchmark/times", "/benchmark/reset"
BARE = """\
import sys
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess

class Bare(Spider):
    name = "bare"
    async def start(self):
        for path in open(sys.argv[2], encoding="utf-8").read().split():
            yield Request(sys.argv[1] + path, callback=self.nothing, dont_filter=True)
    def nothing(self, response):
        pass

process = AsyncCrawlerProcess({
    "CONCURRENT_REQUESTS": int(sys.argv[3]),
    "CONCURRENT_REQUESTS_PER_DOMAIN": int(sys.argv[3]),
    "DOWNLOAD_DELAY": 0, "ROBOTSTXT_OBEY": False, "TELNETCONSOLE_ENABLED": False,
    "LOG_LEVEL": "WARNING", "HTTPERROR_ALLOW_ALL": True, "COOKIES_ENABLED": False,
    "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
})
process.crawl(Bare)
process.start()
"""


async def render_pages() -> dict[str, bytes]:
    """Return every page of the market as a whole response, by its path."""
    app = build_skins(build_world(SEED, size=SIZE))[MARKET].app
    transport = httpx.ASGITransport(app=app)
    pages: dict[str, bytes] = {}
    waiting = ["/"]
    async with httpx.AsyncClient(
        transport=transport, base_url="http://market"
    ) as client:
        while waiting:
            path = waiting.pop().replace("&amp;", "&")
            if path in pages:
                continue
            answer = await client.get(path)
            head = (
                f"HTTP/1.1 {answer.status_code} -\r\nContent-Length: {len(answer.content)}"
                f"\r\nContent-Type: {answer.headers['content-type']}\r\n\r\n"
            )
            pages[path] = head.encode() + answer.content
            if "html" in answer.headers["content-type"]:
                waiting += LINK.findall(answer.text)
    return pages


async def serve() -> None:
    """Serve the pages from memory: the server must not be what both sides wait for."""
    pages = await render_pages()
    seen: list[float] = []

    async def answer(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            path = head.split(b" ", 2)[1].decode()
            if path in (TIMES, RESET):
                body = json.dumps([len(seen), *seen[:1], *seen[-1:]])
                if path == RESET:
                    seen.clear()
                writer.write(
                    f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
                )
            else:
                seen.append(time.monotonic())
                missing = b"HTTP/1.1 404 -\r\nContent-Length: 0\r\n\r\n"
                writer.write(pages.get(path, missing))
            await writer.drain()
            if b"onnection: close" in head:
                break
        writer.close()

    async def safely(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            await answer(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(safely, LOOPBACK, 0)
    port = server.sockets[0].getsockname()[1]
    ready = {"origin": f"http://{LOOPBACK}:{port}", "pages": sorted(pages)}
    print(json.dumps(ready), flush=True)
    await server.serve_forever()


@contextmanager
def running(command: list[str]) -> Iterator[subprocess.Popen[str]]:
    """Run a server while the context lasts."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.terminate()
        process.communicate()


def measured(origin: str, command: list[str], **settings: str) -> tuple[int, float]:
    """Return how many pages a command fetched, and in how many seconds."""
    _get(origin + RESET)
    done = subprocess.run(
        command,
        env=environment_for_child(**settings),
        capture_output=True,
        text=True,
        check=False,
    )
    count, *times = _get(origin + TIMES)
    if done.returncode or not times:
        raise SystemExit(f"{' '.join(command)} failed: {done.stderr[-2000:]}")
    return int(count), times[-1] - times[0]


def main() -> int:
    """Run the comparison and print it; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serve", action="store_true", help="be the server")
    parser.add_argument("--profile", type=Path, help="write a cProfile of one crawl")
    asked = parser.parse_args()
    if asked.serve:
        asyncio.run(serve())
        return 0
    with (
        tempfile.TemporaryDirectory() as name,
        running([sys.executable, "-m", "benchmarks.crawling", "--serve"]) as server,
    ):
        folder = Path(name)
        redis_port = choose_port(0, part="Redis", setting="redis_port")
        settings = Settings(home=folder / "home")
        with running(redis_command(settings, redis_port)):
            while not redis_is_ready(redis_port):
                time.sleep(0.1)
            ready = json.loads(server.stdout.readline()) if server.stdout else {}
            broker = f"redis://{LOOPBACK}:{redis_port}/0"
            compare(folder, ready["origin"], ready["pages"], broker, asked.profile)
    return 0


def compare(
    folder: Path, origin: str, pages: list[str], broker: str, profile: Path | None
) -> None:
    """Run both sides in turn and print their rates."""
    text = render_profile(MARKET, origin).replace(
        "limits: {images_max: 2000}", "limits: {images_max: 0}"
    )
    markets = folder / "markets"
    markets.mkdir()
    (markets / f"{MARKET}.yml").write_text(text, encoding="utf-8")
    list_of_pages = folder / "pages.txt"
    count = {"crawl": 0, "bare": 0}
    seconds = {"crawl": 0.0, "bare": 0.0}
    for number in range(1 if profile else ROUNDS):
        # A new home each time: a second crawl of the same home would read less.
        given = {
            "home": str(folder / f"home-{number}"),
            "profiles_dir": str(markets),
            "redis_url": broker,
        }
        crawl = ["-m", "crawlers.run", MARKET, "--run-id", f"r{number}"]
        profiler = ["-m", "cProfile", "-o", str(profile)] if profile else []
        done, took = measured(origin, [sys.executable, *profiler, *crawl], **given)
        count["crawl"] += done
        seconds["crawl"] += took
        html = [path for path in pages if not path.startswith("/pictures")]
        list_of_pages.write_text("\n".join(html[:done]), encoding="utf-8")
        bare = [sys.executable, "-c", BARE, origin, str(list_of_pages)]
        done, took = measured(origin, [*bare, str(CONCURRENCY)])
        count["bare"] += done
        seconds["bare"] += took
    rates = {side: count[side] / seconds[side] for side in count}
    print(f"bare download  {rates['bare']:8.1f} pages/s  (the limit)")
    print(f"whole crawl    {rates['crawl']:8.1f} pages/s")
    print(f"ratio          {rates['crawl'] / rates['bare']:8.2f}")


def _get(url: str) -> list[float]:
    with urlopen(url) as answer:  # noqa: S310 - our own server
        found: list[float] = json.load(answer)
    return found


if __name__ == "__main__":
    sys.exit(main())
