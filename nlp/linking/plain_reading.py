"""What an account's texts say, read by names and rules alone.

The trained network reads some hundred texts a second and knows more; a file of fifty thousand titles is read here in seconds, without
any model.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from core.mentions import EntityKind
from core.offers import OfferedQuantity
from core.text import fold
from nlp.amounts.offered import PlacedQuantity, offered_quantity
from nlp.amounts.quantity import said_quantity
from nlp.amounts.scan import find_amounts
from nlp.amounts.tokens import TOKEN
from nlp.ner.lexicon import load_lexicon, terms_of

GOODS = ("drug", "weapon", "counterfeit", "document", "fraud")
"""Lexicons of what is sold."""
MAX_CHARS = 4_000
"""Characters of a text that are read: what an offer sells stands in front."""
MAX_ALIASES = 8
"""Names that one account may give itself; more are a list of others."""

_WORD = re.compile(r"[^\W_]+")
_MOST_WORDS = 4
"""Of a name; longer ones are phrases that no title holds."""
_NAME = r"['\"“‘@]?(?P<name>[^\W_][\w.$!@-]{1,30}[\w$!])"
_PLACE = r"(?=\s+(?:auf|bei|on|at|from|von|sur|chez|en|op|in|su)\s+[^\W_])"
_SAYS_ALIAS = re.compile(
    r"(?<!\w)(?:a\.?k\.?a\.?|(?:also|formerly|previously|once|better)\s+(?:known|trading|selling|vending)\s+as|formerly|"
    r"same\s+(?:vendor|seller|owner|person|guy|people|team|crew)\s+(?:as|behind)|(?:known|find\s+(?:me|us)|sold|sell|vend(?:ed|or)?)\s+"
    r"(?:there\s+|elsewhere\s+)?as|(?:know|knew|remember)\s+(?:me|us)\s+(?:there\s+|elsewhere\s+|better\s+)?as|"
    r"my\s+(?:other|old|former)\s+(?:name|account|handle|shop)\s+(?:is|was)|"
    r"(?:auch\s+)?bekannt\s+(?:als|unter(?:\s+dem\s+namen)?)|früher(?:\s+bekannt)?\s+als|ehemals|vormals|"
    r"(?:derselbe|der\s+gleiche|selber)\s+(?:händler|verkäufer|anbieter|laden|shop)\s+wie|(?:kennt|kannte(?:t|n)?)\s+(?:mich|uns)\s+als|"
    r"(?:ook\s+)?bekend\s+als|voorheen|dezelfde\s+verkoper\s+als|ken(?:t|nen)\s+(?:mij|me|ons)\s+(?:misschien\s+)?als|"
    r"(?:aussi\s+)?connue?s?\s+(?:comme|sous\s+le\s+nom\s+de?)|anciennement|(?:le\s+)?même\s+vendeur\s+que|"
    r"(?:también\s+)?conocid[oa]s?\s+como|antes\s+conocid[oa]s?\s+como|anteriormente|(?:el\s+)?mismo\s+vendedor\s+que)"
    rf"(?:\s*:\s*|\s+){_NAME}",
    re.IGNORECASE,
)
_SAYS_ALIAS_THERE = re.compile(
    rf"(?<!\w)(?:auch\s+als|früher|ook\s+als|previously)\s+{_NAME}{_PLACE}",
    re.IGNORECASE,
)
"""Words that say as much only where a place follows the name."""
_NO_NAME = frozenset(
    """
    a an the as at by for from in is it no not of on or our so that this to was we with you your one best good great new old my me
    der die das ein eine und von zu de het een en van le la les un une et el los y
    """.split()  # noqa: SIM905  (a paragraph of words is easier to keep than a column)
)
"""Words that no account is called, and that follow "as" in prose."""


def goods_in(text: str) -> tuple[str, ...]:
    """Return the canonical names of the goods that a text names, each once, in order.

    Only names that mean one thing wherever they stand: ordinary words that can be a name ("snow") are left out.
    """
    words = _WORD.findall(fold(text[:MAX_CHARS]))
    names = _names()
    found: dict[str, None] = {}
    at = 0
    while at < len(words):
        for end in range(min(len(words), at + _MOST_WORDS), at, -1):
            value = names.get(" ".join(words[at:end]))
            if value is not None:
                found[value] = None
                at = end - 1
                break
        at += 1
    return tuple(found)


def aliases_in(texts: Iterable[str]) -> frozenset[str]:
    """Return the names that texts say their author also goes by, folded: "formerly Xyz on …"."""
    found: dict[str, None] = {}
    for text in texts:
        for pattern in (_SAYS_ALIAS, _SAYS_ALIAS_THERE):
            for match in pattern.finditer(text[:MAX_CHARS]):
                name = fold(match["name"]).strip(".-")
                if len(name) > 2 and name not in _NO_NAME:
                    found[name] = None
    return frozenset(list(found)[:MAX_ALIASES])


def quantity_in(title: str) -> OfferedQuantity | None:
    """Return how much a title offers, in grams, millilitres or pieces; None where it does not say."""
    text = title[:MAX_CHARS]
    return offered_quantity(text, list(_quantities(text)))


def _quantities(text: str) -> Iterator[PlacedQuantity]:
    places, glued, is_glued = [], [], False
    for found in TOKEN.finditer(text):
        if found[0] == " ":
            is_glued = False
            continue
        places.append(found)
        glued.append(is_glued)
        is_glued = True
    tokens = [found[0].lower() for found in places]
    for amount in find_amounts(tokens, glued):
        if amount.kind is EntityKind.QUANTITY:
            start, end = places[amount.start].start(), places[amount.end - 1].end()
            said = said_quantity(text[start:end])
            if said is not None:
                yield PlacedQuantity(start, end, said, text[start:end])


@cache
def _names() -> dict[str, str]:
    """Return the value of every name of goods, by its words; reading them takes half a second, so once."""
    names: dict[str, str] = {}
    for lexicon in GOODS:
        for term in terms_of(load_lexicon(lexicon)):
            words = _WORD.findall(fold(term.spelling))
            if term.needs_modifier or term.is_exact or len(words) > _MOST_WORDS:
                continue
            names.setdefault(" ".join(words), term.value)
    return names
