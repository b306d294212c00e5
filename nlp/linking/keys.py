"""By what an account is looked up when candidates are wanted for another.

Every list is bounded, and the rarest entries come first: a look-up costs about the same among ten thousand accounts and among a hundred
thousand.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice, zip_longest

import numpy as np

from core.analysis import Account, AccountKeys
from core.links import EvidenceKind
from nlp.duplicates.images import image_bands
from nlp.duplicates.shingles import shingles
from nlp.linking.frequencies import Frequencies
from nlp.linking.handles import letter_groups
from nlp.linking.names import is_mask, plain_spellings
from nlp.linking.portrait import Portrait, witness_of
from nlp.linking.terms import Manner

MAX_IDENTIFIERS = 2_000
"""By which it is counted how many accounts show a value; far fewer are looked up. A value that nobody counted would pass for a rare one."""
MAX_NAMES = 24
SHORTEST_NAME = 3
"""Letters of a name below which it is met by chance."""
MAX_HANDLE_GRAMS = 48
MAX_PHRASES = 24
MAX_TERMS = 32
"""Of an account's words: on 126 real accounts, split in halves, 28 bring up the other half among 40 candidates in 98 % and letter groups
of that number in 87 %."""
NEW_TERMS = 4
"""Of these, words that fewer than ``MIN_HOLDERS`` accounts had when the statistics were taken: by them, later accounts find one another."""
MIN_HOLDERS = 2
MAX_HABITS = 32
"""Of an account's habits of writing, which also bind accounts that write of other things, or in another language."""
MAX_IMAGES = 24
"""Pictures that an account is looked up by; others are stored to be counted."""
MAX_COUNTED_IMAGES = 500
MAX_BUYERS = 256
_WORDS = witness_of(EvidenceKind.LEXICAL_PROFILE)
_HABITS = witness_of(EvidenceKind.WRITING_HABITS)
HASH_CHARS = 12
"""Hexadecimal digits of a hashed phrase: 48 bits, as a candidate is compared anyway."""


def account_keys(portrait: Portrait) -> AccountKeys:
    """Return all that an account is looked up by."""
    account, statistics = portrait.account, portrait.statistics
    shown = _images(account)
    images = _spread_out(shown, MAX_IMAGES)
    counted = dict.fromkeys([*images, *_spread_out(shown, MAX_COUNTED_IMAGES)])
    bands = {band for phash in images for band in image_bands(phash)}
    phrases = shingles(account.profile)
    return AccountKeys(
        vendor_id=account.vendor_id,
        market=account.market,
        identifiers=_identifiers(account),
        names=_names(account),
        handle_grams=_rarest(
            () if is_mask(account.handle) else letter_groups(account.handle),
            statistics.handle_grams,
            MAX_HANDLE_GRAMS,
        ),
        phrases=tuple(
            _hashed(phrase)
            for phrase in _rarest(phrases, statistics.phrases, MAX_PHRASES)
        ),
        terms=_terms(portrait),
        habits=_habits(portrait),
        images=tuple(counted)[:MAX_COUNTED_IMAGES],
        image_bands=tuple(sorted(bands)),
        buyers=tuple(sorted(account.buyers)[:MAX_BUYERS]),
        vector=account.vector,
    )


def _identifiers(account: Account) -> tuple[str, ...]:
    """Return identifiers of every kind in turn: an address for each buyer must not push the one key out."""
    of_kind: defaultdict[str, list[str]] = defaultdict(list)
    for key in sorted(account.identifiers):
        of_kind[key.partition(":")[0]].append(key)
    turns = zip_longest(*of_kind.values())
    in_turn = (key for turn in turns for key in turn if key is not None)
    return tuple(islice(in_turn, MAX_IDENTIFIERS))


def _names(account: Account) -> tuple[str, ...]:
    """Return the plain spellings of the handle and of the names that the account gives itself."""
    names = [account.handle, *sorted(account.aliases)]
    spelt = dict.fromkeys(
        form
        for name in names
        if not is_mask(name)
        for form in plain_spellings(name)
        if len(form) >= SHORTEST_NAME
    )
    return tuple(spelt)[:MAX_NAMES]


def _rarest(
    found: Iterable[str], frequencies: Frequencies, most: int
) -> tuple[str, ...]:
    ranked = sorted(found, key=lambda one: (-frequencies.information(one), one))
    return tuple(ranked[:most])


def _images(account: Account) -> list[str]:
    return list(
        dict.fromkeys(phash for listing in account.listings for phash in listing.images)
    )


def _spread_out(items: Sequence[str], most: int) -> list[str]:
    """Return some of many items, evenly: an account's newest pictures say no more than its first."""
    if len(items) <= most:
        return list(items)
    return [items[at * len(items) // most] for at in range(most)]


def _terms(portrait: Portrait) -> tuple[str, ...]:
    """Return the words that set the listings apart, weightiest first: those that others use too, and a few that nobody did so far."""
    style = portrait.seen_by(_WORDS)
    if style is None:
        return ()
    frequencies = portrait.statistics.manners[Manner.WORDS]
    # Ties go to the lower number, so that every run takes the same.
    ranked = style.terms.buckets[np.argsort(-style.terms.values, kind="stable")]
    is_shared = frequencies.holders[ranked % len(frequencies.holders)] >= MIN_HOLDERS
    known, new = ranked[is_shared], ranked[~is_shared]
    kept = (*known[: MAX_TERMS - NEW_TERMS], *new[:NEW_TERMS])
    return tuple(f"{int(bucket):x}" for bucket in kept)


def _habits(portrait: Portrait) -> tuple[str, ...]:
    style = portrait.seen_by(_HABITS)
    if style is None:
        return ()
    ranked = style.terms.buckets[np.argsort(-style.terms.values, kind="stable")]
    return tuple(f"{int(bucket):x}" for bucket in ranked[:MAX_HABITS])


def _hashed(phrase: str) -> str:
    return hashlib.sha256(phrase.encode()).hexdigest()[:HASH_CHARS]
