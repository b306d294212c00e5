"""The phrases and skeletons that texts are written from, read from YAML.

``texts/LANGUAGE/CATEGORY.yml`` holds the products, titles, bodies and phrases of one category; ``texts/LANGUAGE/common.yml`` what
all categories share. A skeleton holds slots in braces, and so may a phrase.
"""

from enum import StrEnum
from pathlib import Path
from string import Formatter
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from core.errors import ConfigError, shown
from core.mentions import EntityKind
from core.records import Category

TEXTS_FOLDER = Path(__file__).parent / "texts"


class Language(StrEnum):
    """The languages that the world's vendors write in."""

    ENGLISH = "en"
    GERMAN = "de"
    DUTCH = "nl"
    FRENCH = "fr"
    SPANISH = "es"


FULL_LANGUAGES = (Language.ENGLISH, Language.GERMAN)
"""Languages with texts for every category; the others have the common ones."""
BASIC_CATEGORIES = (
    Category.DRUGS,
    Category.COUNTERFEITS,
    Category.DOCUMENTS,
    Category.OTHER,
)
PLACE_SLOTS = {
    "from": EntityKind.SHIPPING_FROM,
    "to": EntityKind.SHIPPING_TO,
    "home": EntityKind.LOCATION,
    "region": EntityKind.LOCATION,
}
"""What a place in each slot is: ``home`` names the same place as ``from`` in a sentence that
speaks of no shipping, and ``region`` the same as ``to``."""
VALUE_SLOTS = frozenset({"product", "quantity", "purity", "price", "payment"}) | set(
    PLACE_SLOTS
)
SECTION_KEYS = {
    "opener": "openers",
    "detail": "details",
    "quality": "quality",
    "shipping": "shipping",
    "payment_line": "payment_lines",
    "terms": "terms",
    "closing": "closings",
    "contact_line": "contact_lines",
}
"""Which list of a file fills which slot of a body."""
_PROFILE_SLOTS = VALUE_SLOTS | {"handle", "contact"}
_Texts = Annotated[tuple[str, ...], Field(min_length=1)]
_T = TypeVar("_T")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Product(_Part):
    """Something on offer."""

    name: str = Field(min_length=1)
    value: str | None = None
    """The canonical name, where it differs from the lower-case name."""
    units: _Texts
    kind: EntityKind | None
    """``None`` for harmless goods, which are no mention."""

    @property
    def canonical(self) -> str:
        """Return the canonical name in lower case."""
        return (self.value or self.name).lower()


class CategoryTexts(_Part):
    """What one category's listings are written from in one language."""

    products: Annotated[tuple[Product, ...], Field(min_length=1)]
    titles: _Texts
    bodies: _Texts
    openers: _Texts
    details: _Texts
    quality: _Texts


class CommonTexts(_Part):
    """What all listings and profiles of one language are written from."""

    shipping: _Texts
    payment_lines: _Texts
    terms: _Texts
    closings: _Texts
    contact_lines: _Texts
    profiles: _Texts
    rewordings: dict[str, str] = Field(default_factory=dict)
    claims: tuple[str, ...] = ()
    """How a profile names an account elsewhere as its own: ``{alias}`` on ``{market}``."""
    shop_lines: tuple[str, ...] = ()
    """How a profile says that a shop takes its messages."""


class FeedbackTexts(_Part):
    """What buyers of one language leave on accounts; no slots."""

    good: _Texts
    fair: _Texts
    poor: _Texts

    def of_rating(self, rating: int) -> tuple[str, ...]:
        """Return what goes with a rating from 1 to 5."""
        if rating >= 4:
            return self.good
        return self.fair if rating == 3 else self.poor


class TextLibrary(_Part):
    """All phrases and skeletons, by language."""

    categories: dict[Language, dict[Category, CategoryTexts]]
    common: dict[Language, CommonTexts]

    def phrases(
        self, language: Language, category: Category, section: str
    ) -> tuple[str, ...]:
        """Return the phrases that may fill a section slot of a body."""
        key = SECTION_KEYS[section]
        own = self.categories[language][category]
        source = own if key in CategoryTexts.model_fields else self.common[language]
        phrases: tuple[str, ...] = getattr(source, key)
        return phrases

    def skeletons(self) -> tuple[str, ...]:
        """Return every title and body skeleton of the library."""
        return tuple(
            skeleton
            for by_category in self.categories.values()
            for texts in by_category.values()
            for skeleton in (*texts.titles, *texts.bodies)
        )

    def all_phrases(self) -> tuple[str, ...]:
        """Return every phrase that may stand in a listing."""
        found = [
            phrase
            for by_category in self.categories.values()
            for texts in by_category.values()
            for phrase in (*texts.openers, *texts.details, *texts.quality)
        ]
        for texts in self.common.values():
            found += texts.shipping + texts.payment_lines + texts.terms
            found += texts.closings + texts.contact_lines
            found += texts.rewordings.values()
        return tuple(found)


def slots(text: str) -> tuple[str, ...]:
    """Return the names of a text's slots, in order.

    Raises:
        ValueError: A brace has no partner.
    """
    return tuple(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def written_categories(language: Language) -> tuple[Category, ...]:
    """Return the categories that the vendors of a language sell."""
    return tuple(Category) if language in FULL_LANGUAGES else BASIC_CATEGORIES


def load_texts(folder: Path = TEXTS_FOLDER) -> TextLibrary:
    """Read all languages and categories.

    Raises:
        ConfigError: A file is missing or wrong; names the file and the key.
    """
    categories = {
        language: {
            category: _checked_category(folder / language / f"{category}.yml")
            for category in written_categories(language)
        }
        for language in Language
    }
    common = {
        language: _checked_common(folder / language / "common.yml")
        for language in Language
    }
    return TextLibrary(categories=categories, common=common)


def load_feedback_texts(
    language: Language, folder: Path = TEXTS_FOLDER
) -> FeedbackTexts:
    """Read what buyers of a language leave; there are English and German ones.

    Raises:
        ConfigError: The file is missing or wrong; names the file and the key.
    """
    path = folder / language / "feedback.yml"
    texts = read_texts(path, TypeAdapter(FeedbackTexts))
    for key in FeedbackTexts.model_fields:
        _check_slots(path, key, getattr(texts, key), frozenset())
    return texts


def _checked_category(path: Path) -> CategoryTexts:
    texts = read_texts(path, TypeAdapter(CategoryTexts))
    _check_slots(path, "titles", texts.titles, VALUE_SLOTS)
    _check_slots(path, "bodies", texts.bodies, frozenset(SECTION_KEYS) | VALUE_SLOTS)
    for key in ("openers", "details", "quality"):
        _check_slots(path, key, getattr(texts, key), VALUE_SLOTS)
    return texts


def _checked_common(path: Path) -> CommonTexts:
    texts = read_texts(path, TypeAdapter(CommonTexts))
    for key in ("shipping", "payment_lines", "terms", "closings"):
        _check_slots(path, key, getattr(texts, key), VALUE_SLOTS)
    with_contact = VALUE_SLOTS | {"contact"}
    _check_slots(path, "contact_lines", texts.contact_lines, with_contact)
    _check_slots(path, "profiles", texts.profiles, _PROFILE_SLOTS)
    _check_slots(path, "claims", texts.claims, frozenset({"alias", "market"}))
    _check_slots(path, "shop_lines", texts.shop_lines, frozenset({"contact"}))
    for phrase, other in texts.rewordings.items():
        _check_slots(path, "rewordings", (phrase, other), _PROFILE_SLOTS)
    return texts


def _check_slots(
    path: Path, key: str, texts: tuple[str, ...], allowed: frozenset[str]
) -> None:
    for text in texts:
        try:
            unknown = [name for name in slots(text) if name not in allowed]
        except ValueError as error:
            raise ConfigError(
                f"{_short(path)}: {key} holds a text with a lone brace", text=text
            ) from error
        if unknown:
            raise ConfigError(
                f"{_short(path)}: {key} holds the slot {shown(unknown[0])}; "
                f"use one of {sorted(allowed)}",
                text=text,
            )


def read_texts(path: Path, adapter: TypeAdapter[_T]) -> _T:
    """Read a YAML file of texts.

    Raises:
        ConfigError: The file is missing or wrong; names the file and the key.
    """
    try:
        loaded = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        return adapter.validate_python(loaded)
    except OSError as error:
        raise ConfigError(f"cannot read {_short(path)}: {error.strerror}") from error
    except YAMLError as error:
        raise ConfigError(f"{_short(path)} is no YAML: {shown(str(error))}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ConfigError(f"{_short(path)}: {where}: {shown(first['msg'])}") from error


def _short(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"
