from datetime import UTC, datetime
from decimal import Decimal

import pytest

from cli.search import _plain, _show, describe
from core.offers import CategoryGuess, OfferedQuantity, OfferFacts
from core.records import Category
from search.answers import ListingHit
from tests.cli.conftest import Stallwatch

CLOSED = "http://127.0.0.1:9"
GONE_AT = datetime(2026, 3, 4, tzinfo=UTC)


def hit(*, gone_at: datetime | None) -> ListingHit:
    return ListingHit.model_validate(
        {
            "listing_id": "l",
            "market": "harbour",
            "title": "Stamps",
            "url": "http://127.0.0.1/1",
            "vendor": {"vendor_id": "v", "handle": "Bob"},
            "category": None,
            "category_path": (),
            "price": None,
            "ships_from": None,
            "ships_to": (),
            "identifiers": (),
            "facts": {},
            "duplicate_group": None,
            "first_seen_at": datetime(2026, 3, 1, tzinfo=UTC),
            "last_seen_at": datetime(2026, 3, 2, tzinfo=UTC),
            "gone_at": gone_at,
            "score": None,
            "highlights": {},
        }
    )


def test_search_without_a_server_says_what_to_do(stallwatch: Stallwatch) -> None:
    done = stallwatch("search", "mdma", elasticsearch_url=CLOSED)
    assert done.returncode == 1
    assert "stallwatch" in done.stderr


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--limit", "1000"), "limit"),
        (("--limit", "0"), "greater than or equal to 1"),
        (("--category", "bogus"), "'drugs', 'weapons', 'counterfeits'"),
        (("--predicted-category", "bogus"), "'drugs', 'weapons', 'counterfeits'"),
        (("--drug-class", "stimulants//x"), "stimulants/cocaine"),
        (("--language", "english"), "ISO 639-1"),
        (
            ("--min-eur-per-unit", "3", "--max-eur-per-unit", "2"),
            "min_eur_per_unit is above max_eur_per_unit",
        ),
        (("--purpose", " "), "purpose"),
        (("--seen-from", "2026-02-01", "--seen-to", "2026-01-01"), "seen_from"),
    ],
)
def test_a_wrong_question_names_its_fault(
    stallwatch: Stallwatch, words: tuple[str, ...], complaint: str
) -> None:
    done = stallwatch("search", "mdma", *words, elasticsearch_url=CLOSED)
    assert done.returncode == 2
    assert complaint in done.stderr


def test_hostile_titles_cannot_rewrite_the_terminal() -> None:
    assert _plain("a\x1b[2Jb\nc\u202e") == "a\ufffd[2Jb\ufffdc\ufffd"


@pytest.mark.parametrize(
    ("gone_at", "words"),
    [
        (None, "first seen 2026-03-01, last seen 2026-03-02\n"),
        (GONE_AT, "last seen 2026-03-02, gone 2026-03-04\n"),
    ],
    ids=["present", "gone"],
)
def test_a_hit_says_from_when_until_when_it_was_seen(
    gone_at: datetime | None, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _show(hit(gone_at=gone_at))
    assert words in capsys.readouterr().out


def test_a_hit_shows_what_its_text_says(capsys: pytest.CaptureFixture[str]) -> None:
    facts = OfferFacts(
        language="en",
        category=CategoryGuess(category=Category.DRUGS, confidence=0.93),
        drug_classes=("stimulants/cocaine",),
        quantity=OfferedQuantity(amount=Decimal("3.5"), unit="g"),
        purity_percent=92,
        eur_per_unit=Decimal("42.886"),
    )
    _show(hit(gone_at=None).model_copy(update={"facts": facts}))
    assert (
        "drugs (93% sure), stimulants/cocaine, 3.5 g, 92 % pure, 42.89 EUR/g, en\n"
        in capsys.readouterr().out
    )
    assert describe(OfferFacts()) == ""
