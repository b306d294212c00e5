import json
from pathlib import Path

import pytest

from core.ids import vendor_id
from crawlers.images import perceptual_hash
from testmarkets.accounts import account_lines, main, picture_hash
from testmarkets.truth import Truth
from testmarkets.world import World, build_world
from testmarkets.world.pictures import picture_bytes


@pytest.fixture(scope="module")
def small_world() -> World:
    return build_world(11, size=300)


def test_every_account_is_a_line_with_all_its_listings(small_world: World) -> None:
    lines = list(account_lines(small_world))

    assert [one["id"] for one in lines] == [
        vendor_id(one.market, one.external_id) for one in small_world.accounts
    ]
    assert [one["holder"] for one in lines] == [
        one.person_id for one in small_world.accounts
    ]
    assert sum(len(one["listings"]) for one in lines) == len(small_world.listings)


def test_line_holds_what_the_market_shows(small_world: World) -> None:
    account = next(one for one in small_world.accounts if one.contact and one.pgp_key)
    line = next(
        one
        for one in account_lines(small_world)
        if one["id"] == vendor_id(account.market, account.external_id)
    )

    assert line["handle"] == account.handle
    assert line["pgp"] == account.pgp_key
    assert line["about"] == f"{account.profile}\n{account.contact}"
    assert line["registered_on"] == account.registered_on.isoformat()
    listings = [
        one
        for one in small_world.listings
        if (one.market, one.vendor_external_id) == (account.market, account.external_id)
    ]
    for one, shown in zip(line["listings"], listings, strict=True):
        assert one["title"] == shown.title
        assert one["description"] == shown.description
        assert one["price"] == float(shown.price)
        assert one.get("ships_from") == shown.ships_from
        assert one["listed_at"] == shown.listed_at.isoformat()


def test_what_is_unknown_is_left_out(small_world: World) -> None:
    for line in account_lines(small_world):
        for part in (line, *line["listings"]):
            assert None not in part.values()
            assert [] not in part.values()


def test_pictures_are_hashed_as_the_crawlers_do(small_world: World) -> None:
    pictures = [one for listing in small_world.listings for one in listing.pictures]

    assert pictures
    for one in pictures:
        ending = one.name.rpartition(".")[2]
        expected = perceptual_hash(picture_bytes(one))
        assert picture_hash(one.motif, one.variant, ending) == expected


def test_buyers_are_hashed_and_masked_ones_stay_with_their_market(
    small_world: World,
) -> None:
    handles = {
        one.buyer for account in small_world.accounts for one in account.feedback
    }
    by_market: dict[str, set[str]] = {}
    for line in account_lines(small_world):
        by_market.setdefault(line["market"], set()).update(line.get("buyers", ()))

    assert handles
    assert by_market["harbour"]
    assert by_market["nordmarkt"]
    assert not handles & set().union(*by_market.values())
    others = set().union(*(by_market[name] for name in by_market if name != "harbour"))
    assert not by_market["harbour"] & others


def test_command_writes_the_accounts_and_their_truth(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, truth = tmp_path / "new" / "accounts.jsonl", tmp_path / "truth.json"
    arguments = ["--seed", "3", "--size", "200", "--out", str(out)]

    assert main([*arguments, "--truth", str(truth)]) == 0

    world = build_world(3, size=200)
    written = [json.loads(line) for line in out.read_text().splitlines()]
    assert written == list(account_lines(world))
    assert Truth.load(truth) == world.truth()
    said = json.loads(capsys.readouterr().out)
    assert said["accounts"] == len(written)
