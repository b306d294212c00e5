"""Turns a scored pair into a link with its reasons, and a link into a few sentences.

Whoever reads them knows neither log-odds nor witnesses: what it is comes first (a lead), how strong in words and in a number, then what
names a holder, what only resembles, and what speaks against.
"""

from collections.abc import Iterable, Sequence
from math import exp2

from core.ids import pair_id
from core.links import EvidenceClass, EvidenceKind, LinkEvidence, VendorLink
from core.records import Record
from nlp.linking.model import Score, probability_of
from nlp.linking.portrait import Portrait, witness_of
from nlp.linking.witness import PairContext

STRENGTHS = (
    (0.98, "a very strong lead"),
    (0.90, "a strong lead"),
    (0.70, "a fair lead"),
    (0.40, "an open question"),
    (0.00, "a weak hint"),
)
"""From which probability on a link is called what."""
SHOWN_PROOFS = 6

_TITLES = {
    EvidenceKind.SHARED_KEY: "the same PGP key",
    EvidenceKind.SHARED_ADDRESS: "the same payment address",
    EvidenceKind.SHARED_CONTACT: "the same contact",
    EvidenceKind.SHARED_IMAGE: "the same picture",
    EvidenceKind.DECLARED_ALIAS: "one names the other as itself",
    EvidenceKind.CONFLICTING_KEY: "different PGP keys",
    EvidenceKind.NEAR_DUPLICATE_LISTINGS: "listings that say the same",
    EvidenceKind.HANDLE_SIMILARITY: "the names",
    EvidenceKind.MIRRORED_PROFILE: "the profile texts",
    EvidenceKind.LEXICAL_PROFILE: "the words of the listings",
    EvidenceKind.CHARACTER_PROFILE: "the spelling of the listings",
    EvidenceKind.MEANING: "what the listings are about",
    EvidenceKind.WRITING_HABITS: "writing habits",
    EvidenceKind.PRODUCT_MIX: "the goods on offer",
    EvidenceKind.PRICE_VECTOR: "the prices",
    EvidenceKind.SHIPPING: "where parcels come from and go to",
    EvidenceKind.ACTIVITY_HOURS: "the hours of activity",
    EvidenceKind.MIGRATION: "the time of the move",
    EvidenceKind.FEEDBACK_OVERLAP: "the same buyers",
}


class Explanation(Record):
    """A link in words, for a reader who knows nothing of how it was scored."""

    summary: str
    """What the link is and how strong it is."""
    start: str
    """What is thought of a pair before any evidence, so that a reader can add up the rest."""
    hard: tuple[str, ...]
    """What speaks for one holder by naming one, strongest first."""
    style: tuple[str, ...]
    """What speaks for one holder by resembling, strongest first."""
    against: tuple[str, ...]
    """What speaks against it, strongest first."""
    proofs: tuple[str, ...]
    """Where it can be seen: accounts, listings and snapshots."""

    def sentences(self) -> tuple[str, ...]:
        """Return the whole explanation as lines of text."""
        return (
            self.summary,
            self.start,
            *_section("What names a holder", self.hard, "Nothing does."),
            *_section("What only resembles", self.style, "Nothing does."),
            *_section(
                "What speaks against it", self.against, "Nothing that was found does."
            ),
            *_section("Where to see it", self.proofs, None),
        )


def link_from(
    left: Portrait,
    right: Portrait,
    score: Score,
    context: PairContext,
    *,
    scorer: str,
    in_full: bool = True,
) -> VendorLink:
    """Return a scored pair as a link, with a reason for every part of its weight.

    Args:
        left: The account with the lower id.
        right: The other one.
        score: What was made of the pair.
        context: What surrounded the pair when it was measured.
        scorer: Version of the model.
        in_full: Let each witness tell what it saw, some hundredths of a second a pair; otherwise only say which way it speaks.
    """
    evidence = [
        _evidence(kind, weight, left, right, context)
        if in_full
        else _outline(kind, weight)
        for kind, weight in score.parts.items()
    ]
    return VendorLink(
        link_id=pair_id("link", left.vendor_id, right.vendor_id),
        left=left.vendor_id,
        right=right.vendor_id,
        weight=round(score.weight, 2),
        probability=score.probability,
        evidence=tuple(sorted(evidence, key=lambda one: (-abs(one.weight), one.kind))),
        scorer=scorer,
    )


def _evidence(
    kind: EvidenceKind,
    weight: float,
    left: Portrait,
    right: Portrait,
    context: PairContext,
) -> LinkEvidence:
    witness = witness_of(kind)
    told = witness.tell(left.seen_by(witness), right.seen_by(witness), context)
    return LinkEvidence(
        kind=kind,
        weight=round(weight, 2),
        detail=_sentence(told.detail),
        values=told.values,
        proofs=told.proofs,
    )


def _outline(kind: EvidenceKind, weight: float) -> LinkEvidence:
    way = "for" if weight > 0 else "against"
    title = _TITLES[kind]
    detail = f"{title[0].upper()}{title[1:]}: speaks {way} one holder."
    return LinkEvidence(kind=kind, weight=round(weight, 2), detail=detail)


def _sentence(detail: str) -> str:
    """Return what a witness said as a sentence of its own."""
    return f"{detail[:1].upper()}{detail[1:].rstrip('.')}."


def explanation(link: VendorLink) -> Explanation:
    """Return a link in words: why, how strong, what speaks against, where it can be seen."""
    pro = [one for one in link.evidence if one.weight > 0]
    hard = [one for one in pro if one.evidence_class is EvidenceClass.HARD]
    style = [one for one in pro if one.evidence_class is EvidenceClass.STYLE]
    against = [one for one in link.evidence if one.weight < 0]
    return Explanation(
        summary=_summary(link, hard, style, against),
        start=_start(link),
        hard=_told(hard),
        style=_told(style),
        against=_told(against),
        proofs=_proofs(link.evidence),
    )


def strength_of(probability: float) -> str:
    """Return what a link of some probability is called."""
    return next(words for least, words in STRENGTHS if probability >= least)


def _summary(
    link: VendorLink,
    hard: Sequence[LinkEvidence],
    style: Sequence[LinkEvidence],
    against: Sequence[LinkEvidence],
) -> str:
    chance = _chance(link.probability)
    return (
        f"That one person or group holds both accounts is {strength_of(link.probability)}, "
        f"not a fact: of pairs scored like this one, {chance} have one holder. "
        f"{_basis(hard, style)}{_doubt(against)}"
    )


def _start(link: VendorLink) -> str:
    prior = link.prior
    chance = probability_of(prior)
    said = f"1 in {1 / chance:,.0f}" if chance < 0.1 else f"{chance:.0%}"
    return (
        f"Before any evidence, about {said} of the pairs that are compared have one holder "
        f"({prior:+.1f} bits); with all that follows it comes to {link.weight:+.1f} bits."
    )


def _chance(probability: float) -> str:
    if probability >= 0.995:
        return "more than 199 in 200"
    if probability < 0.005:
        return "fewer than 1 in 200"
    return f"about {probability:.0%}"


def _basis(hard: Sequence[LinkEvidence], style: Sequence[LinkEvidence]) -> str:
    if hard and style:
        return (
            f"It rests on what names a holder ({_titles(hard)}), and the accounts also "
            f"resemble each other ({_titles(style)})."
        )
    if hard:
        return f"It rests on what names a holder ({_titles(hard)})."
    if style:
        return (
            f"It rests on likeness alone ({_titles(style)}): nothing found on both "
            "accounts names who holds them."
        )
    return "Nothing was found that speaks for it."


def _doubt(against: Sequence[LinkEvidence]) -> str:
    return f" Against it speaks: {_titles(against)}." if against else ""


def _titles(evidence: Sequence[LinkEvidence], most: int = 3) -> str:
    named = [_TITLES[one.kind] for one in evidence[:most]]
    more = len(evidence) - most
    return ", ".join(named) + (f" and {more} more" if more > 0 else "")


def _told(evidence: Iterable[LinkEvidence]) -> tuple[str, ...]:
    return tuple(f"{one.detail} {_effect(one.weight)}" for one in evidence)


def _effect(weight: float) -> str:
    """Return what a weight does to the odds, in words."""
    factor = exp2(min(abs(weight), 20.0))
    times = (
        f"{factor:.1f}"
        if factor < 10
        else f"{round(factor, 2 - len(str(int(factor)))):,.0f}"
    )
    beyond = "more than " if abs(weight) > 20.0 else ""
    if weight > 0:
        return (
            f"(Makes one holder {beyond}{times} times as likely: {weight:+.1f} bits.)"
        )
    return f"(Makes one holder {beyond}{times} times less likely: {weight:+.1f} bits.)"


def _proofs(evidence: Sequence[LinkEvidence]) -> tuple[str, ...]:
    said: dict[str, None] = {}
    for one in evidence:
        for proof in one.proofs:
            where = f"account {proof.vendor_id}"
            if proof.listing_id is not None:
                where += f", listing {proof.listing_id}"
            if proof.snapshot_id is not None:
                where += f", snapshot {proof.snapshot_id}"
            said[f"{_TITLES[one.kind]}: {where}"] = None
    return tuple(said)[:SHOWN_PROOFS]


def _section(
    title: str, lines: Sequence[str], otherwise: str | None
) -> tuple[str, ...]:
    if not lines:
        return () if otherwise is None else (f"{title}: {otherwise}",)
    return (f"{title}:", *(f"- {line}" for line in lines))
