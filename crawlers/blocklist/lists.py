"""The block list of an installation: every file of its folder."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self

from core.errors import ConfigError, shown
from core.settings import Settings
from crawlers.blocklist.digests import ALGORITHMS, DigestList
from crawlers.blocklist.pictures import PictureList
from crawlers.blocklist.terms import TermList


class RuleKind(StrEnum):
    """What a rule of the block list looks at."""

    SHA256 = "sha256"
    SHA1 = "sha1"
    MD5 = "md5"
    PHASH = "phash"
    TERMS = "terms"


SUFFIX = ".txt"
IGNORED = ("README.md", "README.txt")


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of the block list; what it says stays in the file."""

    kind: RuleKind
    line: int

    @property
    def shown(self) -> str:
        """The rule as a message may show it."""
        return f"{self.kind}{SUFFIX}:{self.line}"


@dataclass(frozen=True, slots=True)
class BlockList:
    """Hashes and terms of what must not be stored."""

    digests: tuple[DigestList, ...] = ()
    pictures: PictureList | None = None
    terms: TermList | None = None

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the block list in force; an empty one where nobody has set one up.

        Raises:
            ConfigError: A file of it is unknown, or it or a line cannot be read.
        """
        folder = settings.blocklist_folder
        if settings.blocklist_dir is not None and not folder.is_dir():
            raise ConfigError(
                f"STALLWATCH_BLOCKLIST_DIR names no folder: {folder}; put the block list "
                "there or unset it"
            )
        return cls.load(folder)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read every file of a folder.

        Raises:
            ConfigError: A file is unknown, or it or a line cannot be read.
        """
        files = _files(folder)
        phash, terms = files.get(RuleKind.PHASH), files.get(RuleKind.TERMS)
        digests = tuple(
            DigestList.read(files[RuleKind(name)], name)
            for name in ALGORITHMS
            if RuleKind(name) in files
        )
        return cls(
            digests=digests,
            pictures=PictureList.read(phash) if phash else None,
            terms=TermList.read(terms) if terms else None,
        )

    def __len__(self) -> int:
        return sum(map(len, (*self.digests, self.pictures or (), self.terms or ())))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is looked for."""
        return not len(self)


def _files(folder: Path) -> dict[RuleKind, Path]:
    try:
        paths = sorted(folder.iterdir())
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ConfigError(
            f"the block list {folder} cannot be read: {error}; give it to this user"
        ) from error
    files = {}
    for path in paths:
        if path.name in IGNORED or path.name.startswith("."):
            continue
        kind = path.name.removesuffix(SUFFIX)
        if kind not in set(RuleKind) or not path.name.endswith(SUFFIX):
            known = ", ".join(f"{name}{SUFFIX}" for name in RuleKind)
            raise ConfigError(
                f"the block list has a file {shown(path.name)}, of which nothing is known: "
                f"name it as one of {known}, or move it out of {folder}"
            )
        files[RuleKind(kind)] = path
    return files
