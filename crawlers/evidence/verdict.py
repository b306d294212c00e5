"""What a check of the evidence finds."""

from pydantic import Field

from core.records import Record


class Fault(Record):
    """Something that is not as it was sealed."""

    file: str
    offset: int | None = None
    """Byte in the file, where one can be named."""
    what: str
    """In plain words."""

    @property
    def line(self) -> str:
        """The fault as a person reads it."""
        place = f" at byte {self.offset}" if self.offset is not None else ""
        return f"{self.file}{place}: {self.what}"


class Verdict(Record):
    """What was checked of a run or chain, and every fault."""

    subject: str
    """A run id, or a market's name for its chain."""
    records: int = 0
    payloads: int = 0
    """Bodies whose digest was computed anew."""
    manifests: int = 0
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = Field(default=())
    """What is no fault but should be known."""

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults
