"""Finds texts that share too much wording: copies teach and measure nothing new."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

GRAM_WORDS = 5
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class SharedWording:
    """Two texts with word 5-grams in common."""

    left: str
    right: str
    share: float
    """Of the 5-grams of the text that has fewer, from 0 to 1."""


def word_grams(text: str) -> frozenset[tuple[str, ...]]:
    """Return a text's distinct runs of five words, lower case, signs left out."""
    words = _WORD.findall(text.lower())
    count = len(words) - GRAM_WORDS + 1
    return frozenset(tuple(words[at : at + GRAM_WORDS]) for at in range(count))


def shared_wording(texts: Mapping[str, str], *, above: float) -> list[SharedWording]:
    """Return the pairs of texts that share more than a given part of their 5-grams.

    Args:
        texts: Plain texts by id.
        above: From 0 to 1: the largest part that two texts may share.

    Returns:
        The pairs with the most in common first; texts of fewer than five words share nothing.
    """
    grams = {key: word_grams(text) for key, text in texts.items()}
    holders: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for key, own in grams.items():
        for gram in own:
            holders[gram].append(key)
    common: Counter[tuple[str, str]] = Counter()
    for keys in holders.values():
        for at, left in enumerate(keys):
            common.update((left, right) for right in keys[at + 1 :])
    pairs = (
        SharedWording(left, right, count / min(len(grams[left]), len(grams[right])))
        for (left, right), count in common.items()
    )
    kept = [pair for pair in pairs if pair.share > above]
    return sorted(kept, key=lambda pair: (-pair.share, pair.left, pair.right))
