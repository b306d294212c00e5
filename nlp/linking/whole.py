"""Links a population that is all in memory: for files, training and evaluation."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from core.analysis import Account
from nlp.duplicates.confirm import Candidate
from nlp.duplicates.find import find_duplicates
from nlp.embedding.encoder import listing_text
from nlp.linking.linker import Linker
from nlp.linking.memory import ALL_PAIRS, MemoryNeighbourhood
from nlp.linking.model import LinkModel
from nlp.linking.statistics import collect_statistics
from nlp.linking.witness import MAX_SHARERS

MAX_EMBEDDED = 60
"""Listings of an account that are embedded: what it means is clear by then, and embedding takes longest of all."""

Floats = npt.NDArray[np.float32]
Encode = Callable[[Sequence[str]], Floats]
"""Texts to sentence embeddings, rows of length 1."""


def linker_in_memory(
    accounts: Sequence[Account],
    model: LinkModel,
    *,
    within_market: bool = True,
    max_sharers: int = MAX_SHARERS,
    all_pairs: int = ALL_PAIRS,
    encode: Encode | None = None,
) -> tuple[Linker, list[Account]]:
    """Return a linker of some accounts and nothing else, and the accounts as it sees them.

    Args:
        accounts: All of them.
        model: The weights.
        within_market: Also pair accounts of one market.
        max_sharers: An identifier or a picture of more accounts than this is a stop-value.
        all_pairs: Up to so many accounts, each is compared with each.
        encode: Embeds listings; without it no meaning is compared.
    """
    vectors = list(_vectors(accounts, encode))
    candidates = [
        Candidate(
            listing_id=listing.listing_id,
            vendor_id=account.vendor_id,
            title=listing.title,
            description=listing.description,
            vector=rows[at].tolist() if at in rows else None,
        )
        for account, rows in zip(accounts, vectors, strict=True)
        for at, listing in enumerate(account.listings)
    ]
    seen = [
        _with_vector(account, np.array(list(rows.values()))) if rows else account
        for account, rows in zip(accounts, vectors, strict=True)
    ]
    statistics = collect_statistics(seen)
    neighbourhood = MemoryNeighbourhood(
        seen,
        find_duplicates(candidates),
        statistics,
        max_sharers=max_sharers,
        within_market=within_market,
        all_pairs=all_pairs,
    )
    linker = Linker(
        statistics,
        model,
        neighbourhood,
        max_sharers=max_sharers,
        within_market=within_market,
    )
    return linker, seen


def _vectors(
    accounts: Sequence[Account], encode: Encode | None
) -> Iterator[dict[int, Floats]]:
    """Yield for each account the vectors of its listings, by their place; each text is embedded once."""
    chosen = [_chosen(account) if encode is not None else {} for account in accounts]
    texts = sorted({text for one in chosen for text in one.values()})
    if encode is None or not texts:
        yield from ({} for _ in accounts)
        return
    rows = dict(zip(texts, encode(texts), strict=True))
    for one in chosen:
        yield {at: rows[text] for at, text in one.items()}


def _chosen(account: Account) -> dict[int, str]:
    """Return the texts of an account that are embedded, by the place of their listing: spread evenly where there are many."""
    count = len(account.listings)
    places: Sequence[int] = range(count)
    if count > MAX_EMBEDDED:
        places = sorted({at * count // MAX_EMBEDDED for at in range(MAX_EMBEDDED)})
    return {
        at: listing_text(account.listings[at].title, account.listings[at].description)
        for at in places
    }


def _with_vector(account: Account, rows: Floats) -> Account:
    mean = rows.mean(axis=0)
    length = float(np.linalg.norm(mean))
    if length == 0.0:
        return account
    return account.model_copy(update={"vector": tuple((mean / length).tolist())})
