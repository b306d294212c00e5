import pytest

from core.records import Category
from crawlers.profile.pages import FIELD_TYPES, PageKind
from crawlers.propose.words import (
    LABELS,
    address_words,
    category_of,
    field_of_label,
    is_noise,
    language_of,
)


@pytest.mark.parametrize(
    ("kind", "label", "name"),
    [
        (PageKind.LISTING, "Ships from:", "ships_from"),
        (PageKind.LISTING, "Versand nach", "ships_to"),
        (PageKind.LISTING, "Prix", "price"),
        (PageKind.LISTING, "Verkäufer", "vendor_handle"),
        (PageKind.VENDOR, "Member since :", "registered_on"),
        (PageKind.VENDOR, "Zuletzt gesehen", "last_seen_on"),
        (PageKind.VENDOR, "XMPP/Jabber ID", "contact"),
        (PageKind.VENDOR, "Favourite colour", None),
    ],
)
def test_labels_of_several_languages_name_fields(
    kind: PageKind, label: str, name: str | None
) -> None:
    assert field_of_label(kind, label) == name


def test_every_labelled_field_is_one_of_the_record() -> None:
    for kind, labels in LABELS.items():
        assert labels.keys() <= FIELD_TYPES[kind].keys()


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("Drugs & Chemicals", Category.DRUGS),
        ("Fälschungen", Category.COUNTERFEITS),
        ("Fake IDs", Category.DOCUMENTS),
        ("Credit Cards", Category.FRAUD),
        ("Waffen", Category.WEAPONS),
        ("Digital Items", Category.OTHER),
        ("Zzz", None),
    ],
)
def test_category_is_mapped_by_its_words(name: str, category: Category | None) -> None:
    assert category_of(name) == category


def test_language_is_declared_or_counted() -> None:
    assert language_of(["und der die das"], None) == "de"
    assert language_of(["und der die das"], "en-GB") == "en"
    assert language_of([""], None) == "en"


def test_words_of_an_address_lose_their_plural() -> None:
    assert {"listing", "listings"} <= set(address_words("/listings/7.html"))


def test_labels_of_the_frame_are_noise() -> None:
    assert is_noise("Server Time:")
    assert not is_noise("Payment")
