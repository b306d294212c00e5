from pathlib import Path

import pytest

from core.settings import Settings
from crawlers.access.clones import (
    KEPT_MAX,
    Fingerprint,
    Verdict,
    compare,
    fingerprint_of,
    fingerprint_path,
    load_fingerprint,
    mirror_conflict,
    save_fingerprint,
)
from crawlers.pages.reader import Page
from crawlers.profile.load import parse_profile
from crawlers.profile.market import MarketProfile
from tests.crawlers.small_market import PROFILE

ORIGIN = "http://lamps.test"
BITCOIN = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
OTHER_BITCOIN = "12c6DSiU4Rq3P4ZxziKxzrL5LmMBrzjrJX"


@pytest.fixture(scope="module")
def profile() -> MarketProfile:
    text = PROFILE.replace("{origin}", ORIGIN).replace("{host}", "lamps.test")
    return parse_profile(text, source="lamps.yml")


def key(text: str, *, version: str = "") -> str:
    return (
        f"<pre>-----BEGIN PGP PUBLIC KEY BLOCK-----\n{version}\n{text}\n"
        "-----END PGP PUBLIC KEY BLOCK-----</pre>"
    )


def front(
    *, listings: range = range(10), title: str = "Lamps", extra: str = ""
) -> bytes:
    links = "".join(f"<a href='/item/{n}'>Brass lamp {n}</a>" for n in listings)
    return f"<html><title>{title}</title><body>{links}{extra}</body></html>".encode()


def seen(profile: MarketProfile, body: bytes, origin: str = ORIGIN) -> Fingerprint:
    return fingerprint_of(profile, Page(url=f"{origin}/", body=body))


def test_fingerprint_is_what_a_clone_would_change(profile: MarketProfile) -> None:
    form = (
        "<form action='https://elsewhere.test/in'><input name=user><input name=pass></form>"
        "<form action=/search><input name=q></form>"
    )
    found = seen(profile, front(listings=range(2), extra=key("abcd") + BITCOIN + form))
    assert found.titles == {"lamps"}
    assert found.listings == {"0", "1"}
    assert found.offers == {"brass lamp 0", "brass lamp 1"}
    assert found.payments == {BITCOIN}
    assert len(found.pgp_keys) == 1
    assert found.form_hosts == {"elsewhere.test"}
    assert found.forms == {"pass,user"}


def test_key_is_known_whatever_its_headers_and_line_ends(
    profile: MarketProfile,
) -> None:
    plain = seen(profile, front(extra=key("abcd\nefgh")))
    dressed = seen(
        profile, front(extra=key("abcd\r\nefgh", version="Version: GnuPG v2\n"))
    )
    assert plain.pgp_keys == dressed.pgp_keys


def test_own_address_elsewhere_is_the_same(profile: MarketProfile) -> None:
    market = seen(profile, front(extra=key("abcd") + BITCOIN))
    moved = seen(
        profile,
        front(listings=range(3, 13), extra=key("abcd") + BITCOIN),
        "http://other.onion",
    )
    found = compare(market, moved)
    assert found.verdict is Verdict.SAME
    assert "it shows the market's PGP key" in found.reasons
    assert "70% of its listings are the market's" in found.text
    assert mirror_conflict(market, moved) is None


@pytest.mark.parametrize(
    ("extra", "told"),
    [
        (key("other") + BITCOIN, "PGP keys"),
        (key("abcd") + OTHER_BITCOIN, "payment addresses"),
        (
            "<form action=http://thief.test/in><input name=a><input name=b></form>",
            "its forms send to thief.test",
        ),
    ],
)
def test_other_identifiers_on_the_same_market_are_a_clone(
    profile: MarketProfile, extra: str, told: str
) -> None:
    own = key("abcd") + BITCOIN
    own += "<form action=/in><input name=a><input name=b></form>"
    market = seen(profile, front(extra=own))
    thief = seen(profile, front(extra=extra), "http://lamps-login.test")
    found = compare(market, thief)
    assert found.verdict is Verdict.CLONE
    assert told in found.text
    assert mirror_conflict(market, thief) == found.text


def test_title_of_the_market_over_other_offers_is_a_clone(
    profile: MarketProfile,
) -> None:
    market = seen(profile, front())
    thief = seen(profile, front(listings=range(100, 110)))
    found = compare(market, thief)
    assert found.verdict is Verdict.CLONE
    assert "only 0% of its listings are the market's" in found.reasons


def test_another_market_is_no_clone_and_no_mirror(profile: MarketProfile) -> None:
    market = seen(profile, front(extra=key("abcd")))
    other = seen(
        profile, front(listings=range(100, 110), title="Carpets", extra=key("efgh"))
    )
    assert compare(market, other).verdict is Verdict.OTHER
    assert mirror_conflict(market, other) is not None
    bare = seen(profile, b"<title>Parked</title><p>for sale")
    assert compare(market, bare).verdict is Verdict.OTHER
    assert mirror_conflict(market, bare) is None


def test_too_little_to_compare_says_so() -> None:
    found = compare(Fingerprint(), Fingerprint(titles=frozenset({"x"})))
    assert found.verdict is Verdict.UNKNOWN
    assert mirror_conflict(Fingerprint(), Fingerprint()) is None


def test_few_listings_say_nothing_by_their_overlap(profile: MarketProfile) -> None:
    market = seen(profile, front())
    few = seen(profile, front(listings=range(50, 53)))
    assert compare(market, few).verdict is Verdict.SAME


def test_union_keeps_all_that_was_seen_up_to_a_limit() -> None:
    many = frozenset(str(number) for number in range(KEPT_MAX + 10))
    union = Fingerprint(listings=many) | Fingerprint(titles=frozenset({"x"}))
    assert union.titles == {"x"}
    assert len(union.listings) == KEPT_MAX


def test_fingerprint_is_kept_and_learnt_anew_where_it_is_broken(
    tmp_path: Path, profile: MarketProfile
) -> None:
    settings = Settings(home=tmp_path)
    assert load_fingerprint(settings, "lamps") is None
    found = seen(profile, front(extra=BITCOIN))
    save_fingerprint(settings, "lamps", found)
    assert load_fingerprint(settings, "lamps") == found
    fingerprint_path(settings, "lamps").write_text("{")
    assert load_fingerprint(settings, "lamps") is None


def test_hostile_links_and_forms_are_passed_over(profile: MarketProfile) -> None:
    body = (
        b"<a href='http://[/item/1'>x</a><form action='http://[x'><input name=a></form>"
    )
    found = seen(profile, b"<html>" + body + b"<a href=/item/7>y</a>")
    assert found.listings == {"7"}
    assert found.form_hosts == frozenset()
