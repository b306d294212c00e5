"""Onion names: of version 3, taken with their checksum, and of version 2, which have none."""

import base64
import hashlib
import re
from collections.abc import Iterator

from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.base import SURE, Found, Identifier
from nlp.identifiers.coins.scan import Run, joined_with_next_line, runs_of
from nlp.identifiers.context import context_words, has_context, holds_any

_DOT = r"(?: ?\. ?| ?[\[({] ?(?:dot|punkt|\.) ?[\])}] ?| dot )"
_SUFFIX = re.compile(rf"{_DOT}onion(?![a-z0-9])", re.IGNORECASE | re.ASCII)
_NAME = re.compile(r"[a-z2-7]+", re.IGNORECASE | re.ASCII)
_WHOLE = re.compile(
    rf"(?:h(?:tt|xx)ps?://)?(?:www\.)?(?P<name>[a-z2-7]{{16}}|[a-z2-7]{{56}})(?P<suffix>{_DOT}onion)?/?",
    re.IGNORECASE | re.ASCII,
)
_NAME_CHARS, _OLD_NAME_CHARS = 56, 16
_CONTEXT = context_words(
    [
        "onions?", "tor", "darknet", "darkweb", "hidden", "mirrors?", "v3", "links?", "urls?", "hs",
        "spiegel", "miroirs?", "espejos?", "зеркал[оа]", "онион",
    ]
)  # fmt: skip
_OLD_CONTEXT = context_words(["onions?", "tor", "v2", "hidden service", "онион"])
_BARE = 0.95
"""Score of a name without ``.onion``: its checksum has 16 bits and its version 8."""
_OLD, _OLD_BARE = 0.7, 0.55
"""Scores of names of version 2: nothing in them can be checked."""
_VERSION = b"\x03"
_ENDING = ".onion"


class Onion(Identifier):
    """An onion name; a bare one counts only beside a word that says so.

    A link to an onion host is a mention of the host alone: the page behind it may be anybody's, the host has one holder. Names of
    version 2 are found, but score lower; the network dropped them in 2021.

    References:
        Tor's rend-spec-v3, "Encoding onion addresses"; rend-spec-v2, section 1.5.
    """

    kind = EntityKind.ONION
    specificity = 0.9

    @override
    def find(self, text: str) -> Iterator[Found]:
        may_have_suffix = holds_any(text, ("onion",))
        for piece in runs_of(text):
            run = piece
            if len(piece.text) != _OLD_NAME_CHARS:
                run = joined_with_next_line(text, piece, _NAME_CHARS)
            if len(run.text) not in {_NAME_CHARS, _OLD_NAME_CHARS}:
                continue
            if _NAME.fullmatch(run.text) is None or _is_rest(text, run):
                continue
            suffix = _SUFFIX.match(text, run.end) if may_have_suffix else None
            value = self.canonical(f"{run.text}.onion")
            if value is None or _is_misspelt(text[run.end : run.end + len(_ENDING)]):
                continue
            if suffix is not None:
                score = SURE if len(run.text) == _NAME_CHARS else _OLD
                yield self.found((run.start, suffix.end()), value, score=score)
            else:
                yield from self._bare(text, run, value)

    def _bare(self, text: str, run: Run, value: str) -> Iterator[Found]:
        span = (run.start, run.end)
        if len(run.text) == _NAME_CHARS:
            if has_context(text, span, _CONTEXT):
                yield self.found(span, value, score=_BARE)
        # Sixteen letters may be a word: "misunderstanding".
        elif _is_mixed(run.text) and has_context(text, span, _OLD_CONTEXT):
            yield self.found(span, value, score=_OLD_BARE)

    @override
    def normalise(self, raw: str) -> str:
        match = _WHOLE.fullmatch(raw.strip())
        if match is None:
            return raw
        # Without its suffix a short name would make every long word an address.
        if match["suffix"] is None and len(match["name"]) != _NAME_CHARS:
            return raw
        return f"{match['name'].lower()}.onion"

    @override
    def validate(self, value: str) -> bool:
        name, dot, suffix = value.partition(".")
        if (dot, suffix) != (".", "onion") or value != value.lower():
            return False
        try:
            decoded = base64.b32decode(name.upper())
        except ValueError:
            return False
        if len(name) == _OLD_NAME_CHARS:
            return len(set(name)) > 2
        if len(name) != _NAME_CHARS:
            return False
        key, checksum, version = decoded[:32], decoded[32:34], decoded[34:]
        digest = hashlib.sha3_256(b".onion checksum" + key + version).digest()
        return version == _VERSION and checksum == digest[:2]


def _is_mixed(name: str) -> bool:
    """Whether a name has one case, as names have, and digits among its letters."""
    has_digit = any(char.isdigit() for char in name)
    return has_digit and name == name.lower() and not name.isdigit()


def _is_misspelt(behind: str) -> bool:
    """Whether a text is the ending with one wrong letter: then nobody vouches for the name."""
    wrong = sum(
        one != other for one, other in zip(behind.lower(), _ENDING, strict=False)
    )
    return behind[:1] == "." and len(behind) == len(_ENDING) and wrong == 1


def _is_rest(text: str, run: Run) -> bool:
    """Whether a short name is what a hyphen cut from a longer word: nothing else checks it."""
    if len(run.text) != _OLD_NAME_CHARS or run.start < 2:
        return False
    return text[run.start - 1] == "-" and text[run.start - 2].isalnum()
