"""A small population for the tests of the linker: strangers, and people with two accounts."""

from collections.abc import Sequence

from core.analysis import Account, DuplicatePair
from nlp.linking.linker import Linker
from nlp.linking.memory import ALL_PAIRS, MemoryNeighbourhood
from nlp.linking.model import load_model
from nlp.linking.statistics import collect_statistics
from tests.nlp.linking.builders import make_account

KEY = "PGP_FINGERPRINT:" + "AB" * 20
ESCROW = "BTC:1BoatSLRHtKNngkdXEeobR76b53LETtpyT"
SYLLABLES = ("ba", "ke", "di", "mo", "lu", "sa", "ri", "to", "ne", "fu")


def invented(number: int, words: int = 12) -> str:
    """Return words that only one number has."""
    digits = [int(digit) for digit in f"{number:03d}"]
    stem = "".join(SYLLABLES[digit] for digit in digits)
    return " ".join(f"{stem}{SYLLABLES[at % 10]}{at}" for at in range(words))


def strangers(count: int) -> list[Account]:
    """Return accounts of two markets, each with texts of its own and one escrow address for all."""
    return [
        make_account(
            f"s{number:03d}",
            handle=f"{SYLLABLES[number % 10]}{invented(number, 1)}",
            texts=[invented(number)],
            identifiers=[ESCROW],
            market=("harbour", "bazaar")[number % 2],
        )
        for number in range(count)
    ]


def linker_of(
    accounts: Sequence[Account],
    duplicates: Sequence[DuplicatePair] = (),
    *,
    all_pairs: int = ALL_PAIRS,
    within_market: bool = True,
) -> Linker:
    """Return a linker of some accounts in memory, with the shipped model."""
    statistics = collect_statistics(accounts)
    neighbourhood = MemoryNeighbourhood(
        accounts,
        duplicates,
        statistics,
        all_pairs=all_pairs,
        within_market=within_market,
    )
    return Linker(statistics, load_model(), neighbourhood, within_market=within_market)
