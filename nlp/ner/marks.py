"""What the rule components leave on a text for those behind them.

A rule's find is kept twice: as a find, whose value names what it is, and as a mark on its tokens (``B-DRUG``, ``I-DRUG``), which the
trained network reads beside the words. So a name that the corpus never showed is still seen as a name.
"""

from spacy.tokens import Doc

from nlp.identifiers.base import Found

FUNCTION_WORD = "WORD"
"""Mark of a word that names nothing."""

for _name in ("found", "hints"):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=[])


def add_identifier(doc: Doc, found: Found) -> None:
    """Keep an identifier and mark its tokens."""
    doc._.found.append(found)
    span = doc.char_span(found.start, found.end, alignment_mode="expand")
    if span is not None:
        mark(doc, span.start, span.end, "ID")


def add_hint(doc: Doc, hint: Found) -> None:
    """Keep what a rule takes a stretch of text for."""
    doc._.hints.append(hint)


def mark(doc: Doc, start: int, end: int, label: str) -> bool:
    """Mark tokens, unless one of them is marked already; a mark with "?" gives way to one without.

    Returns:
        Whether the tokens were free.
    """
    tokens = doc[start:end]
    gives_way = "" if label.endswith("?") else "?"
    if any(token.tag and not _ends(token.tag_, gives_way) for token in tokens):
        return False
    for place, token in enumerate(tokens):
        token.tag_ = f"{'I' if place else 'B'}-{label}"
    return True


def _ends(tag: str, sign: str) -> bool:
    return bool(sign) and tag.endswith(sign)
