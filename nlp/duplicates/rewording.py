"""Whether two listings with few common phrases say the same in other words.

Whoever rewrites an offer keeps its goods, places and amounts, and so the beginnings of many words. A near meaning tells less: rewritten
offers have a cosine of 0.51 to 0.88, two vendors' offers of the same goods and amounts 0.19 to 0.77. So words and amounts decide, and the
meaning only rules out what is far; a short text is never a rewording.

Measured on ``tests/fixtures/rewordings`` (40 rewritten offers and 80 pairs of two vendors with the same goods and amounts, all by one writer).
The limits were chosen on one half of the goods: 11 of 20 found, none of 40 others. On the other half: 13 of 20 found, none of 40 others. They
were also chosen on a synthetic world of 3,000 listings, of which 10 pairs are reworded: 8 true ones, one of a vendor's own offers, one of two
vendors. The form of the rule was chosen with both halves in sight, so that these figures flatter it: a reworded pair is a hint, not a proof.

What it cannot find: the bundled MiniLM model knows English. Of six offers and their German translations the cosines are 0.08 to 0.59, and
they share next to no words. Such a pair is not found; a multilingual encoder would be needed.
"""

import re

from core.text import fold
from nlp.duplicates.shingles import MAX_WORDS

MIN_COSINE = 0.7
"""Least cosine of the embeddings: less is another offer in words of the trade."""
MIN_WORDS = 15
"""Different words that each text must have: a title alone is near to a hundred others."""
STEM_CHARS = 4
"""Letters of a word that are compared: "pressed" and "pressing" are one."""
MIN_COMMON_STEMS = 0.35
"""Least Jaccard similarity of the words' beginnings: names, places and goods stay when a text is rewritten."""
MIN_COMMON_STEMS_STRICT = 0.5
"""The same, where no amount can be compared, or where a sentence was pasted: words of that sentence are common for another reason."""
MIN_COMMON_NUMBERS = 0.5
"""Least Jaccard similarity of the numbers: amounts stay, prices may change."""

_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]{3,}")


class Wording:
    """The words and numbers of a text, of which order does not count.

    Args:
        text: Title and description, boilerplate left out.
    """

    def __init__(self, text: str) -> None:
        folded = fold(text)
        words = frozenset(_WORD.findall(folded)[:MAX_WORDS])
        long = (word for word in words if len(word) >= STEM_CHARS)
        self.stems = frozenset(word[:STEM_CHARS] for word in long)
        self.numbers = frozenset(_NUMBER.findall(folded)[:MAX_WORDS])
        self.is_telling = len(words) >= MIN_WORDS
        """Whether there are words enough to know a rewording by."""


def is_reworded(
    left: Wording, right: Wording, cosine: float, *, share_sentence: bool = False
) -> bool:
    """Say whether two texts tell the same in other words.

    Args:
        left: What one text says.
        right: What the other says.
        cosine: Of their sentence embeddings.
        share_sentence: Whether a sentence stands in both.
    """
    if cosine < MIN_COSINE or not (left.is_telling and right.is_telling):
        return False
    numbers = left.numbers | right.numbers
    strict = share_sentence or not numbers
    least = MIN_COMMON_STEMS_STRICT if strict else MIN_COMMON_STEMS
    if numbers and _likeness(left.numbers, right.numbers) < MIN_COMMON_NUMBERS:
        return False
    return _likeness(left.stems, right.stems) >= least


def _likeness(left: frozenset[str], right: frozenset[str]) -> float:
    union = len(left | right)
    return len(left & right) / union if union else 0.0
