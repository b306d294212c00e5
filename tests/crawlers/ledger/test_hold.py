import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from broker.lease import Lease, new_holder
from core.errors import ConfigError, MarketBusyError
from core.settings import Settings
from crawlers.ledger.hold import (
    find_holder_elsewhere,
    find_holders,
    hold_market,
    lease_name,
)
from crawlers.ledger.lock import lock_market

DEAD_REDIS = "redis://127.0.0.1:1/0"
HOLD = """\
import sys, time
from pathlib import Path
from core.settings import Settings
from crawlers.ledger.hold import hold_market
hold = hold_market(Settings(home=Path(sys.argv[1]), redis_url=sys.argv[2]), "lamps", "r1")
print("held", flush=True)
time.sleep(60)
"""


def machine(tmp_path: Path, broker: str, name: str) -> Settings:
    return Settings(home=tmp_path / name, redis_url=SecretStr(broker))


def test_market_is_read_by_one_machine_at_a_time(tmp_path: Path, broker: str) -> None:
    here, there = machine(tmp_path, broker, "a"), machine(tmp_path, broker, "b")
    hold = hold_market(here, "lamps", "r1")
    with pytest.raises(MarketBusyError, match=r"\(r1, on .+, process \d+, since 2"):
        hold_market(there, "lamps", "r2")
    hold_market(there, "beds", "r3").release()
    assert not hold.lost()
    hold.release()
    hold_market(there, "lamps", "r4").release()


def test_market_that_was_refused_is_not_held_here_either(
    tmp_path: Path, broker: str
) -> None:
    here, there = machine(tmp_path, broker, "a"), machine(tmp_path, broker, "b")
    hold = hold_market(here, "lamps", "r1")
    with pytest.raises(MarketBusyError, match="r1"):
        hold_market(there, "lamps", "r2")
    lock_market(there.home, "lamps", "r3").release()
    hold.release()


def test_holders_are_found_from_everywhere(tmp_path: Path, broker: str) -> None:
    here, there = machine(tmp_path, broker, "a"), machine(tmp_path, broker, "b")
    hold = hold_market(here, "lamps", "r1")
    found = find_holders(there, "beds", "lamps")
    assert {name: holder.run_id for name, holder in found.items()} == {"lamps": "r1"}
    elsewhere = find_holder_elsewhere(there, "lamps")
    assert elsewhere is not None
    assert elsewhere.run_id == "r1"
    with pytest.raises(MarketBusyError, match="by another run"):
        find_holder_elsewhere(here, "lamps")
    hold.release()
    assert find_holder_elsewhere(there, "lamps") is None


def test_crawl_that_was_killed_frees_its_own_home_at_once(
    tmp_path: Path, broker: str
) -> None:
    here, there = machine(tmp_path, broker, "a"), machine(tmp_path, broker, "b")
    command = [sys.executable, "-c", HOLD, str(here.home), broker]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        process.kill()
    # The kernel has freed the lock here; another machine cannot know that.
    assert find_holder_elsewhere(here, "lamps") is None
    with pytest.raises(MarketBusyError, match="If that machine is gone"):
        hold_market(there, "lamps", "r2")
    hold_market(here, "lamps", "r3").release()
    hold_market(there, "lamps", "r4").release()


def test_run_whose_right_another_has_taken_is_told(tmp_path: Path, broker: str) -> None:
    here = machine(tmp_path, broker, "a")
    hold = hold_market(here, "lamps", "r1")
    taken = Lease(
        here,
        name=lease_name("lamps"),
        holder=new_holder("r2", place=hold.lock.identity),
    )
    assert taken.take() is None
    assert hold.lease is not None
    hold.lease.renew()
    assert hold.lost()
    hold.release()
    assert find_holders(here, "lamps")["lamps"].run_id == "r2"
    taken.release()


@pytest.mark.parametrize("redis_url", [None, SecretStr(DEAD_REDIS)])
def test_lock_of_the_home_holds_alone_without_redis(
    tmp_path: Path, redis_url: SecretStr | None
) -> None:
    settings = Settings(home=tmp_path / "home", redis_url=redis_url)
    hold = hold_market(settings, "lamps", "r1")
    assert hold.lease is None
    assert not hold.lost()
    with pytest.raises(MarketBusyError, match="r1"):
        hold_market(settings, "lamps", "r2")
    hold.release()
    assert find_holder_elsewhere(settings, "lamps") is None


def test_address_that_is_none_is_a_fault_and_holds_nothing(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, redis_url=SecretStr("http://127.0.0.1"))
    with pytest.raises(ConfigError, match="STALLWATCH_REDIS_URL"):
        hold_market(settings, "lamps", "r1")
    lock_market(tmp_path, "lamps", "r2").release()
