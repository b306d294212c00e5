"""Which listings have pictures, and whose are the same picture again."""

from testmarkets.world.identifiers.identifier import seeded
from testmarkets.world.pictures import Picture
from testmarkets.world.stock import StockedOffer

PICTURE_ENDINGS = {"lantern": "png", "nordmarkt": "jpg", "quayside": "jpg"}
"""The markets that show pictures, and in what format."""
_OWN_SHARE, _REPOSTED_SHARE = 0.16, 0.6
"""Part of the listings, and of the near-duplicate groups, that have pictures."""
_VARIANTS = 4
_ALBUM_SHARE, _ALBUM_PICTURES = 0.5, 3
_STOCK_SHARE, _STOCK_PICTURES = 0.4, 2
_STOCK = "stock"
"""Part of the name of a motif that everybody shows."""


def pictures_of(seed: int, stocked: StockedOffer) -> tuple[Picture, ...]:
    """Return the pictures of a listing: the same on every day.

    Near-duplicates of one person show the same motifs, each account in a variant of its own.
    """
    ending = PICTURE_ENDINGS.get(stocked.account.market)
    if ending is None:
        return ()
    key = (stocked.account.market, stocked.external_id)
    motifs, variant = _own_motifs(seed, key), 0
    if stocked.group is not None:
        motifs = _shared_motifs(seed, stocked.person.person_id, stocked.group)
        variant = seeded(seed, "variant", *key).randrange(_VARIANTS)
    elif repeated := _repeated_motif(seed, stocked):
        motifs = (repeated,)
        variant = seeded(seed, "variant", *key).randrange(_VARIANTS)
    return tuple(
        Picture(f"{stocked.external_id}-{number}.{ending}", motif, variant)
        for number, motif in enumerate(motifs, start=1)
    )


def is_own_motif(motif: str) -> bool:
    """Tell whether a picture says something of who shows it."""
    return f"-{_STOCK}-" not in motif


def _repeated_motif(seed: int, stocked: StockedOffer) -> str | None:
    """Return a photograph from the person's album, or one that many take from elsewhere."""
    person = stocked.person
    rng = seeded(seed, "repeated", stocked.account.market, stocked.external_id)
    if person.has_album and rng.random() < _ALBUM_SHARE:
        return f"{seed}-{person.person_id}-album-{rng.randrange(_ALBUM_PICTURES)}"
    if person.uses_stock_pictures and rng.random() < _STOCK_SHARE:
        category = stocked.offer.category
        return f"{seed}-{_STOCK}-{category}-{rng.randrange(_STOCK_PICTURES)}"
    return None


def _own_motifs(seed: int, key: tuple[str, str]) -> tuple[str, ...]:
    rng = seeded(seed, "pictures", *key)
    if rng.random() >= _OWN_SHARE:
        return ()
    return tuple(f"{seed}-{'-'.join(key)}-{n}" for n in range(rng.choice((1, 1, 2))))


def _shared_motifs(seed: int, person_id: str, group: int) -> tuple[str, ...]:
    # Who pastes a supplier's text takes photographs of his own.
    motif = f"{seed}-{person_id}-group-{group}"
    has_picture = seeded(seed, "pictures", motif).random() < _REPOSTED_SHARE
    return (motif,) if has_picture else ()
