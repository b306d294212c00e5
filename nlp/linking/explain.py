"""Turns a scored comparison into reasons that an analyst can read."""

from collections.abc import Callable

from core.errors import shown
from core.links import EvidenceKind, LinkEvidence
from nlp.linking.features import Comparison, SharedValue
from nlp.linking.score import Score

SHOWN_VALUES = 5
"""Values named in a sentence; all of them are in ``values``."""
_KIND_NAMES = {
    "PGP_FINGERPRINT": "PGP key",
    "BTC": "Bitcoin address",
    "ETH": "Ethereum address",
    "XMR": "Monero address",
    "ONION": "onion name",
    "EMAIL": "e-mail address",
    "TELEGRAM": "Telegram name",
    "WICKR": "Wickr name",
    "SESSION": "Session id",
    "JABBER": "Jabber address",
    "TOX": "Tox id",
}


def explain_score(comparison: Comparison, score: Score) -> tuple[LinkEvidence, ...]:
    """Return one reason for each part of a score, the strongest first."""
    found = [
        _evidence(comparison, kind, weight) for kind, weight in score.parts.items()
    ]
    return tuple(sorted(found, key=lambda one: (-abs(one.weight), one.kind)))


def _evidence(
    comparison: Comparison, kind: EvidenceKind, weight: float
) -> LinkEvidence:
    detail, values = _TELLERS[kind](comparison)
    return LinkEvidence(
        kind=kind, weight=round(weight, 2), detail=detail, values=values
    )


Told = tuple[str, tuple[str, ...]]


def _keys(comparison: Comparison) -> Told:
    return _shared(comparison.keys)


def _addresses(comparison: Comparison) -> Told:
    return _shared(comparison.addresses)


def _contacts(comparison: Comparison) -> Told:
    return _shared(comparison.contacts)


def _shared(values: tuple[SharedValue, ...]) -> Told:
    named = "; ".join(_named(value) for value in values[:SHOWN_VALUES])
    more = len(values) - SHOWN_VALUES
    rest = f"; and {more} more" if more > 0 else ""
    keys = tuple(value.key for value in values)
    return f"Both accounts show the {named}{rest}.", keys


def _named(value: SharedValue) -> str:
    kind, _, text = value.key.partition(":")
    others = value.accounts - 2
    by = f"{others or 'no'} other {'account shows' if others == 1 else 'accounts show'} it"
    where = ", all on one market" if value.markets == 1 and others else ""
    return f"{_KIND_NAMES.get(kind, kind)} {shown(text)} ({by}{where})"


def _listings(comparison: Comparison) -> Told:
    overlap = comparison.overlap
    if overlap is None:
        return "No listings in common.", ()
    smaller = min(len(comparison.left.listings), len(comparison.right.listings))
    titles = {listing.listing_id: listing.title for listing in comparison.left.listings}
    title = shown(titles.get(overlap.left[0], ""))
    detail = (
        f"{_counted(overlap.count, 'listing')} of the smaller account's {smaller} say the "
        f"same as listings of the other, such as {title}; counted by how few vendors have "
        f"these texts, that is {overlap.rare:.1f}."
    )
    return detail, (*overlap.left, *overlap.right)


def _handles(comparison: Comparison) -> Told:
    left, right = comparison.left.handle, comparison.right.handle
    match = comparison.handle
    rarity = "rare" if match.rarity >= 0.8 else "fairly common"
    rarity = "common" if match.rarity < 0.5 else rarity
    detail = (
        f"The names {shown(left)} and {shown(right)} are {match.similarity:.0%} alike once "
        f"digits written for letters are undone, and what they share is {rarity} among "
        "all names."
    )
    return detail, (left, right)


def _profiles(comparison: Comparison) -> Told:
    similarity = comparison.profile or 0.0
    detail = (
        f"The profile texts are {similarity:.0%} the same, phrases that many profiles "
        "hold counted less."
    )
    return detail, ()


def _style(comparison: Comparison) -> Told:
    margin = comparison.style or 0.0
    how = "more" if margin > 0 else "less"
    detail = (
        f"The words and characters of their other listings are {how} alike than either "
        f"account's are to those of its five nearest accounts (margin {margin:+.2f})."
    )
    return detail, ()


def _conflict(comparison: Comparison) -> Told:
    conflict = comparison.conflict
    if conflict is None:
        return "No keys in conflict.", ()
    detail = "Both accounts show a PGP key, and not the same one"
    if comparison.handle.similarity >= 0.9:
        detail += ", under nearly the same name: one may impersonate the other"
    return f"{detail}.", (*conflict.left, *conflict.right)


_TELLERS: dict[EvidenceKind, Callable[[Comparison], Told]] = {
    EvidenceKind.SHARED_KEY: _keys,
    EvidenceKind.SHARED_ADDRESS: _addresses,
    EvidenceKind.SHARED_CONTACT: _contacts,
    EvidenceKind.NEAR_DUPLICATE_LISTINGS: _listings,
    EvidenceKind.HANDLE_SIMILARITY: _handles,
    EvidenceKind.MIRRORED_PROFILE: _profiles,
    EvidenceKind.LEXICAL_PROFILE: _style,
    EvidenceKind.CONFLICTING_KEY: _conflict,
}


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
