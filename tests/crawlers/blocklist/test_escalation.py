import hashlib
import json

import pytest

from core.records import AlertKind
from crawlers.blocklist.check import Match
from crawlers.blocklist.escalation import Met, escalate
from crawlers.blocklist.lists import Rule, RuleKind
from crawlers.context import CrawlContext

URL = "http://127.0.0.1/item/7?name=x"
MET = Met(URL, Match(Rule(RuleKind.TERMS, 12), "b" * 64), "a" * 64, 500)


def test_supervisor_gets_a_file_that_nobody_else_can_read(
    context: CrawlContext,
) -> None:
    path = escalate(context.paths.home, context.state, MET)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    told = json.loads(path.read_text(encoding="utf-8"))
    assert told["url"] == URL
    assert told["url_sha256"] == hashlib.sha256(URL.encode()).hexdigest()
    assert (told["received_sha256"], told["content_sha256"]) == ("a" * 64, "b" * 64)
    assert told["rule"] == {"file": "terms.txt", "line": 12}
    assert (told["market"], told["run_id"]) == ("lamps", "r1")
    assert told["authorisation"] == "TEST-1"
    assert "Do not open the address" in told["what_to_do"]


def test_run_says_what_it_met_but_not_where(context: CrawlContext) -> None:
    first = escalate(context.paths.home, context.state, MET)
    second = escalate(context.paths.home, context.state, MET)
    assert first != second
    assert context.state.blocked_content == 2
    alerts = context.state.alerts
    assert [alert.kind for alert in alerts] == [AlertKind.BLOCKED_CONTENT] * 2
    assert f"give escalations/{first.name} in the home" in alerts[0].message
    assert all(URL not in alert.model_dump_json() for alert in alerts)


def test_full_disk_is_told(context: CrawlContext) -> None:
    (context.paths.home / "escalations").write_text("in the way", encoding="utf-8")
    with pytest.raises(OSError, match="escalations"):
        escalate(context.paths.home, context.state, MET)
    assert context.state.blocked_content == 1
