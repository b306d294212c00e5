"""Reads accounts whose holders are known, and measures pairs of them: what models are trained and measured on."""

import hashlib
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from core.analysis import Account
from core.errors import ConfigError
from core.links import EvidenceKind
from nlp.linking.account_lines import BadAccount, Labelled, read_account_lines
from nlp.linking.evaluate import KnownAccount
from nlp.linking.linker import Pair, are_apart
from nlp.linking.model import LinkModel
from nlp.linking.registry import WITNESSES
from nlp.linking.training import LabelledPair
from nlp.linking.views import View, show_accounts
from nlp.linking.whole import Encode, linker_in_memory

STRANGERS = 20
"""Pairs of strangers an account that are counted; where more are measured, each counts less. About so many candidates come up in a large
population, however few accounts a file has."""
FALLING = frozenset(witness.kind for witness in WITNESSES if witness.falling)
"""Kinds whose measure speaks against one holder."""
CHANCE_PAIRS = 2
"""Pairs an account that are drawn by chance, beside the candidates."""


@dataclass(frozen=True, slots=True)
class LabelledAccounts:
    """The accounts of one population, some of known holder."""

    name: str
    accounts: tuple[Account, ...]
    holder_of: Mapping[str, str]
    """By vendor id; an account of unknown holder is missing."""
    bad_lines: tuple[str, ...]
    """What is wrong with the lines that hold no account."""

    def known(self) -> list[KnownAccount]:
        """Return the accounts of known holder."""
        return [
            KnownAccount(one.vendor_id, one.market, self.holder_of[one.vendor_id])
            for one in self.accounts
            if one.vendor_id in self.holder_of
        ]


def read_labelled(*paths: Path) -> LabelledAccounts:
    """Read files of accounts as one population.

    Raises:
        ConfigError: A file cannot be read, an id stands twice, or no two accounts have one holder.
    """
    accounts: dict[str, Account] = {}
    holder_of: dict[str, str] = {}
    bad: list[str] = []
    for path in paths:
        for line in _lines(path):
            if isinstance(line, BadAccount):
                bad.append(f"{path.name}, line {line.number}: {line.error}")
                continue
            vendor_id = line.account.vendor_id
            if vendor_id in accounts:
                raise ConfigError(
                    f"{path.name}, line {line.number}: the id stands on an earlier line "
                    "as well; give each account an id of its own",
                    id=vendor_id,
                )
            accounts[vendor_id] = line.account
            if line.holder is not None:
                holder_of[vendor_id] = line.holder
    if len(set(holder_of.values())) == len(holder_of):
        raise ConfigError(
            f"no two accounts in {', '.join(path.name for path in paths)} have one "
            '`holder`: add to each line who is known to hold it, such as "holder": "p7"'
        )
    return LabelledAccounts(
        name=paths[0].stem,
        accounts=tuple(accounts.values()),
        holder_of=holder_of,
        bad_lines=tuple(bad),
    )


def _lines(path: Path) -> Iterator[Labelled | BadAccount]:
    try:
        with path.open("rb") as source:
            yield from read_account_lines(source)
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be read ({error.strerror}): name a file of accounts, as "
            "`stallwatch link` reads it"
        ) from error


def labelled_pairs(
    population: LabelledAccounts,
    model: LinkModel,
    view: View,
    *,
    encode: Encode | None = None,
) -> list[LabelledPair]:
    """Measure the candidate pairs of a population, and some pairs drawn by chance.

    Args:
        population: Pairs with an account of unknown holder are left out.
        model: Any; weights change no measure.
        view: What of the accounts is shown.
        encode: Embeds listings; without it no meaning is compared. With it, every pair counts half as it is and half without its meaning, so
            that what is learned holds with embeddings and without.
    """
    linker, accounts = linker_in_memory(
        show_accounts(population.accounts, view),
        model,
        within_market=False,
        # As in a large population: strangers that nothing brings up would only be more of the same.
        all_pairs=0,
        encode=encode,
    )
    chance = _chance_pairs(accounts, population)
    holder_of = population.holder_of
    pairs = [
        LabelledPair(
            features=pair.features,
            left_holder=holder_of[pair.ids[0]],
            right_holder=holder_of[pair.ids[1]],
        )
        for pair in linker.measure(accounts, chance)
        if all(one in holder_of for one in pair.ids)
    ]
    weighed = _weighed(pairs, len(accounts))
    return list(weighed if encode is None else _with_and_without_meaning(weighed))


def _with_and_without_meaning(
    pairs: Iterable[LabelledPair],
) -> Iterator[LabelledPair]:
    for pair in pairs:
        without: dict[EvidenceKind, float] = {
            kind: measure
            for kind, measure in pair.features.items()
            if kind is not EvidenceKind.MEANING
        }
        for features in (pair.features, without):
            yield replace(pair, features=features, mass=pair.mass / 2)


def _weighed(pairs: Sequence[LabelledPair], accounts: int) -> Iterator[LabelledPair]:
    """Let strangers count as many as would come up as candidates."""
    strangers = sum(not pair.same_holder for pair in pairs)
    mass = min(1.0, STRANGERS * accounts / 2 / max(1, strangers))
    for pair in pairs:
        yield pair if pair.same_holder else replace(pair, mass=mass)


def _chance_pairs(
    accounts: Sequence[Account], population: LabelledAccounts
) -> list[Pair]:
    """Draw pairs of strangers on two markets; the same for the same accounts."""
    known = sorted(
        (one for one in accounts if one.vendor_id in population.holder_of),
        key=lambda one: one.vendor_id,
    )
    count = CHANCE_PAIRS * len(known)
    seed = hashlib.sha256(population.name.encode()).digest()
    rng = random.Random(seed)  # noqa: S311  # nothing is secret about it
    drawn = [(rng.choice(known), rng.choice(known)) for _ in range(count)]
    return [
        (left.vendor_id, right.vendor_id)
        for left, right in drawn
        if are_apart(left.market, right.market)
    ]
