"""Profiles and names that cannot be crawled: refused with the remedy, the others crawled."""

from collections.abc import Iterator

import pytest

from tests.integration.conftest import Installation
from tests.integration.markets import Markets, crawl, indexed, said, serving

pytestmark = pytest.mark.timeout(900)

HARBOUR_LOGIN = """\
login:
  page: /login
  form: form#login
  username_field: username
  password_field: password
  failed: [{css: p.login-error}]
"""


@pytest.fixture
def markets(
    stack: Installation, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Markets]:
    """Markets whose profiles a test may spoil."""
    with serving(
        stack, tmp_path_factory.mktemp("profiles"), seed=33, size=200
    ) as served:
        yield served


def test_wrong_profiles_are_refused_and_the_others_crawled(
    stack: Installation, markets: Markets
) -> None:
    line = markets.change_profile("lantern", "currency: EUR", "curency: EUR")
    markets.change_profile("nordmarkt", "2099-12-31", "2020-12-31")
    markets.change_profile("harbour", HARBOUR_LOGIN, "")
    crawled = crawl(stack, markets.profiles, *markets.origins)
    assert crawled.code == 4
    assert {name: run["outcome"] for name, run in crawled.runs.items()} == {
        "foundry": "complete",
        "harbour": "failed",
        "lantern": "failed",
        "nordmarkt": "failed",
    }
    assert f"{markets.profiles}/lantern.yml:{line}" in crawled.reasons("lantern")
    assert "curency" in crawled.reasons("lantern")
    expired = crawled.reasons("nordmarkt")
    assert "the authorisation TEST-2026-NORDMARKT" in expired
    assert "ended on 2020-12-31: have it renewed" in expired
    assert "the profile has no 'login': add one" in crawled.reasons("harbour")
    # Nobody was asked for anything without leave.
    assert not markets.requests("nordmarkt")
    assert not markets.requests("lantern")
    stack.wait_until_drained()
    assert indexed(stack, crawled.runs["foundry"]) == markets.listings("foundry")


def test_a_host_outside_the_list_is_refused_before_any_request(
    stack: Installation, markets: Markets
) -> None:
    host = markets.origins["lantern"].removeprefix("http://")
    markets.change_profile("lantern", f'hosts: ["{host}"]', 'hosts: ["other.test"]')
    refused = stack.run("crawl", "lantern", profiles_dir=str(markets.profiles))
    assert refused.returncode == 4
    told = said(refused.stderr)
    assert "is out of scope" in told
    assert f"'{host}' is not among the authorised hosts; see 'hosts'" in told
    assert not markets.requests("lantern")


def test_an_unknown_market_is_answered_with_the_known_ones(
    stack: Installation, markets: Markets
) -> None:
    refused = stack.run(
        "crawl", "foundry", "harbor", profiles_dir=str(markets.profiles)
    )
    assert refused.returncode == 2
    told = said(refused.stderr)
    assert "no market is called 'harbor'" in told
    assert "known: foundry, harbour, lantern, nordmarkt" in told
    # All names are looked at before the first market is.
    assert not markets.requests("foundry")


def test_without_any_profile_the_command_says_where_they_go(
    stack: Installation, markets: Markets
) -> None:
    empty = markets.folder / "none"
    empty.mkdir()
    refused = stack.run("crawl", profiles_dir=str(empty))
    assert refused.returncode == 2
    assert f"there is no market profile in {empty}" in said(refused.stderr)
