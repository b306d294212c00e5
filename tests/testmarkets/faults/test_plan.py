from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from core.errors import ConfigError
from testmarkets.faults.bait import BAITS
from testmarkets.faults.ground import Ground
from testmarkets.faults.plan import TRAP_KINDS, FaultPlan
from testmarkets.skins.registry import SKINS
from testmarkets.skins.skin import Skin


def test_plan_is_read_from_json(tmp_path: Path) -> None:
    path = tmp_path / "faults.json"
    path.write_text(
        '{"lantern": [{"kind": "stall", "path": "/c/x/2"},'
        ' {"kind": "no_price", "listing": "a1"}]}'
    )
    plan = FaultPlan.load(path)
    assert [rule.kind for rule in plan.rules("lantern")] == ["stall", "no_price"]
    assert plan.rules("harbour") == ()


@pytest.mark.parametrize(
    "text",
    [
        '{"lantern": [{"kind": "melt", "path": "/"}]}',
        '{"lantern": [{"kind": "stall"}]}',
        '{"lantern": [{"kind": "stall", "path": "/", "listing": "a1"}]}',
        '{"lantern": [{"kind": "stall", "path": "no-slash"}]}',
        '{"lantern": [{"kind": "stall", "path": "/", "pth": "/"}]}',
        '{"lantern": [{"path": "/"}]}',
        '{"lantern": [{"kind": "random_errors", "share": 2}]}',
        '{"lantern": [{"kind": "session_expiry"}]}',
        '{"lantern": [{"kind": "calendar", "path": "/"}]}',
        '{"lantern": [{"kind": "ban"}]}',
        '{"lantern": ["calendar"]}',
        "[",
    ],
)
def test_what_is_no_plan_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "faults.json"
    path.write_text(text)
    with pytest.raises(ConfigError, match="is not a fault plan"):
        FaultPlan.load(path)


def test_missing_plan_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot read the fault plan"):
        FaultPlan.load(tmp_path / "none.json")


def test_plan_for_an_unknown_market_is_refused() -> None:
    plan = FaultPlan.model_validate({"bazaar": ({"kind": "stall", "path": "/"},)})
    with pytest.raises(ConfigError, match="names bazaar; the markets are harbour"):
        plan.require_markets(SKINS)


def test_traps_stand_in_the_order_in_which_they_are_laid() -> None:
    plan = FaultPlan.model_validate(
        {
            "lantern": [
                {"kind": "ban", "after_requests": 3},
                {"kind": "random_errors"},
                {"kind": "stall", "path": "/"},
                {"kind": "honeypot"},
            ]
        }
    )
    kinds = [trap.kind for trap in plan.traps("lantern")]
    assert kinds == ["honeypot", "random_errors", "ban"]
    assert kinds == sorted(kinds, key=TRAP_KINDS.index)
    assert [rule.kind for rule in plan.rules("lantern")] == ["stall"]


def test_faults_of_pages_hold_under_traps(make_skin: Callable[..., Skin]) -> None:
    skin = make_skin("lantern")
    plan = FaultPlan.model_validate(
        {
            "lantern": [
                {"kind": "session_ids"},
                {"kind": "server_error", "listing": "a1"},
                {"kind": "link_out", "path": "/"},
            ]
        }
    )
    ground = Ground(BAITS["lantern"], skin.listing_path, outside="http://127.0.0.1:9")
    client = TestClient(plan.laid(skin.app, "lantern", ground))
    assert client.get("/p/a1?sid=0123456789abcdef").status_code == 500
    assert 'href="http://127.0.0.1:9/offer"' in client.get("/").text


def test_changed_page_has_an_entity_tag_of_its_own(
    make_skin: Callable[..., Skin],
) -> None:
    skin = make_skin("lantern")
    ground = Ground(BAITS["lantern"], skin.listing_path, with_etags=True)
    changed = FaultPlan.model_validate({"lantern": [{"kind": "layout_change"}]})
    tags = [
        TestClient(plan.laid(skin.app, "lantern", ground)).get("/p/a1").headers["etag"]
        for plan in (FaultPlan({}), changed)
    ]
    assert tags[0] != tags[1]
