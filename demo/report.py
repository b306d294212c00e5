"""What a demo run reports, as data: the figures that scripts and CI read."""

from pathlib import Path

from pydantic import Field

from core.errors import LocalPartError
from core.records import Record

SCHEMA_VERSION = 2


class MarketCounts(Record):
    """What was collected from one marketplace in this run."""

    pages: int
    listings: int
    """Listings whose page was read."""
    sighted: int = 0
    """Listings that were met unchanged, so that their page was not read again."""
    vendors: int


class ListingCounts(Record):
    """The world's listings against the index."""

    world: int
    """Listings that the test marketplaces offer."""
    indexed: int
    """Of these, found in the index."""
    missing: int
    duplicate: int
    """Documents beyond the first for one listing."""


class Accuracy(Record):
    """Right among the found, and found among the right."""

    precision: float = Field(ge=0.0, le=1.0)
    recall: float = Field(ge=0.0, le=1.0)


class MentionCounts(Record):
    """Mentions found against those that are there, of one kind or of all."""

    right: int
    """Found with the very kind and span."""
    found: int
    true: int
    f1: float = Field(ge=0.0, le=1.0)
    """Harmonic mean of precision and recall."""


class MentionAccuracy(MentionCounts):
    """What depends on the sentence: every kind that the trained model finds, each mention with its kind and span."""

    by_kind: dict[str, MentionCounts]


class KindCounts(Record):
    """True pairs of one kind, and how many of them were found."""

    true_pairs: int
    found: int
    recall: float


class LinkAccuracy(Accuracy):
    """Predicted links against the known truth.

    ``recall`` is over the true pairs that share an identifier, a contact or reposts; pairs with nothing but their style in common are
    counted in ``by_kind`` alone, while a link to one of them still counts as right.
    """

    true_pairs: int
    predicted_pairs: int
    by_kind: dict[str, KindCounts]


class DemoReport(Record):
    """One demo run."""

    schema_version: int = SCHEMA_VERSION
    markets: dict[str, MarketCounts]
    listings: ListingCounts
    mentions: dict[str, int]
    """Mentions by label, over all listings and vendors."""
    near_duplicate_groups: int
    identifiers: Accuracy
    mentions_found: MentionAccuracy
    """Found mentions against the true ones; identifiers are scored by themselves."""
    links: LinkAccuracy
    downloads: int
    """Files fetched in this run; 0 on the second run in one home."""
    texts_encoded: int
    """Texts given to the sentence encoder; 0 when all were known."""
    stages: dict[str, float]
    """Seconds by stage. Work inside the workers is summed over its processes."""
    failures: list[str]
    """What went wrong, each a sentence; empty after a good run."""

    def save(self, path: Path) -> None:
        """Write the report as JSON.

        Raises:
            LocalPartError: The file cannot be written.
        """
        try:
            path.write_text(self.model_dump_json(indent=1) + "\n", encoding="utf-8")
        except OSError as error:
            raise _unwritable(path, error) from error


def require_writable(path: Path) -> None:
    """Check, before all the work, that a report can be written.

    Raises:
        LocalPartError: It cannot.
    """
    try:
        path.open("a", encoding="utf-8").close()
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> LocalPartError:
    return LocalPartError(
        f"the report cannot be written: {error.strerror}; choose another file",
        file=str(path),
    )
