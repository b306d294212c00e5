import json
from pathlib import Path

from pydantic import SecretStr

from core.settings import Settings
from crawlers.again.imports import import_pages
from tests.cli.conftest import Stallwatch
from tests.crawlers.again.conftest import write_market, write_warc
from tests.crawlers.conftest import DEAD_REDIS
from tests.crawlers.evidence.builders import ORIGIN
from tests.crawlers.small_market import SmallMarket, profile_text


def test_run_is_read_again_by_the_mended_profile(
    stallwatch: Stallwatch, tmp_path: Path
) -> None:
    market = SmallMarket(ORIGIN)
    market.fill(3)
    settings = Settings(home=tmp_path / "home", redis_url=SecretStr(DEAD_REDIS))
    write_market(settings, profile_text(market, **{"label: Price}": "label: Cost}"}))
    warc = write_warc(tmp_path / "seized", market)
    run_id = import_pages(warc, "lamps", settings).run.run_id
    write_market(settings, profile_text(market))
    done = stallwatch("reparse", run_id, redis_url=DEAD_REDIS)
    assert done.returncode == 3
    assert f"6 pages of run {run_id} read again, 3 listings" in done.stdout
    done = stallwatch("reparse", run_id, "--json", redis_url=DEAD_REDIS)
    facts = json.loads(done.stdout)
    assert (facts["origin"], facts["source"]) == ("reparse", run_id)
    assert facts["fill"]["listing.price"] == 1


def test_unknown_run_ends_with_1(stallwatch: Stallwatch) -> None:
    done = stallwatch("reparse", "r9")
    assert done.returncode == 1
    assert "no ended run r9" in done.stderr
