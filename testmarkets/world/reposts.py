"""Near-duplicate offers: the same words again, with another price or lightly reworded."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace

from testmarkets.world.markets import EURO_RATES
from testmarkets.world.offers import Offer, Section, Wording, moved_price

_REWORDED_SHARE = 0.2
"""Part of the words that a light rewording changes."""
_REORDERED_SHARE = 0.4
"""Part of the rewordings that also turn round the phrases of one section."""
_LEAST_FACTOR, _MOST_FACTOR = 0.85, 1.2


def copied(rng: random.Random, offer: Offer, currency: str) -> Offer:
    """Return an offer in the same words at another price.

    Only the words that identify nobody are taken along: what an account shows of itself is added later.
    """
    rate = EURO_RATES[currency] / EURO_RATES[offer.currency]
    least, most = _LEAST_FACTOR * rate, _MOST_FACTOR * rate
    price = moved_price(rng, offer.price, least, most)
    return replace(offer, price=price, currency=currency)


def reworded(
    rng: random.Random, offer: Offer, currency: str, rewordings: Mapping[str, str]
) -> Offer:
    """Return an offer that says the same with some phrases changed or moved."""
    copy = copied(rng, offer, currency)
    said = copy.wording.said
    changed = _chosen(rng, said, rewordings)
    sections = [
        Section(one.slot, tuple(changed.get(text, text) for text in one.phrases))
        for one in copy.wording.sections
    ]
    movable = [at for at, one in enumerate(sections) if len(one.phrases) > 1]
    if movable and rng.random() < _REORDERED_SHARE:
        at = rng.choice(movable)
        turned = tuple(reversed(sections[at].phrases))
        sections[at] = Section(sections[at].slot, turned)
    wording = replace(copy.wording, sections=tuple(sections))
    return replace(copy, wording=wording)


def _chosen(
    rng: random.Random, said: Sequence[str], rewordings: Mapping[str, str]
) -> dict[str, str]:
    """Return which phrases change into what: at least one, few of the words."""
    open_words = _REWORDED_SHARE * sum(len(text.split()) for text in said)
    candidates = [text for text in said if text in rewordings]
    chosen: dict[str, str] = {}
    for text in rng.sample(candidates, len(candidates)):
        open_words -= len(text.split())
        if open_words >= 0:
            chosen[text] = rewordings[text]
        else:
            break
    if not chosen and candidates:
        shortest = min(candidates, key=lambda text: len(text.split()))
        chosen[shortest] = rewordings[shortest]
    return chosen


def without_contact(offer: Offer) -> Offer:
    """Return an offer whose contact lines are left out."""
    sections = tuple(
        Section(one.slot, () if one.slot == "contact_line" else one.phrases)
        for one in offer.wording.sections
    )
    wording = Wording(offer.wording.title, offer.wording.body, sections)
    return replace(offer, wording=wording, contact=None)
