"""The manifest of a run: what its evidence is, by whose order, and what came before."""

import json
from typing import Final, Literal

from pydantic import AwareDatetime, Field, ValidationError

from core.errors import RecordError
from core.records import Authorisation, Name, Record, RunOrigin, RunOutcome, Sha256
from crawlers.evidence.files import RESTRICTED, FileProof

FORMAT: Final = "stallwatch-evidence-1"


class WarcProof(FileProof):
    """The WARC as it was when it was sealed."""

    records: int


class Link(Record):
    """A manifest by its place in its market's chain."""

    number: int = Field(ge=1)
    run_id: str
    sha256: Sha256


class Manifest(Record):
    """What is signed."""

    format: Literal["stallwatch-evidence-1"] = FORMAT
    restricted: str = RESTRICTED
    number: int = Field(ge=1)
    """Place in the market's chain; the first is 1."""
    previous: Link | None
    """The manifest before it in the chain."""
    supersedes: Link | None = None
    """An earlier manifest of the same run, which has gone on since."""
    run_id: str
    market: Name
    origin: RunOrigin
    source: str | None
    partial: bool
    started_at: AwareDatetime
    finished_at: AwareDatetime | None
    sealed_at: AwareDatetime
    outcome: RunOutcome
    reasons: tuple[str, ...]
    counts: dict[str, int]
    escalations: int
    """Pages and images on the block list: not kept here, reported to the supervisor."""
    authorisation: Authorisation
    profile_sha256: Sha256
    profile: FileProof | None
    """None where the profile's file was gone before it could be kept."""
    software: str
    warc: WarcProof | None
    """None where nothing was received."""
    index: FileProof | None
    """Names every response with the digest of its body as received."""
    cut_offs: tuple[FileProof, ...]
    """What processes that were killed left unfinished."""
    public_key_sha256: Sha256
    """Of the key that the signature is checked with (DER)."""

    def to_bytes(self) -> bytes:
        """Return the one form in which it is hashed and signed: UTF-8, keys sorted."""
        return json.dumps(
            self.model_dump(mode="json"),
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        ).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Manifest":
        """Read a manifest.

        Raises:
            RecordError: It is none, or is not in the one form.
        """
        try:
            manifest = cls.model_validate_json(data)
        except ValidationError as error:
            raise RecordError("it is no manifest of this project") from error
        if manifest.to_bytes() != data:
            raise RecordError("it is not in the form that was signed")
        return manifest
