"""Which labels which part of the pipeline gives."""

from core.mentions import EntityKind

LEXICON_LABELS = frozenset(
    {
        EntityKind.DRUG,
        EntityKind.WEAPON,
        EntityKind.COUNTERFEIT,
        EntityKind.DOCUMENT,
        EntityKind.FRAUD,
        EntityKind.LOCATION,
        EntityKind.PAYMENT,
    }
)
"""Things that have names: looked up in the lexicon."""

MEASURE_LABELS = frozenset({EntityKind.QUANTITY, EntityKind.PURITY, EntityKind.PRICE})
"""Things that have numbers: read by rules."""
