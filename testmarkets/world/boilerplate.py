"""What many vendors of a market paste from the market itself: its rules and its answers on shipping."""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from pydantic import BaseModel, ConfigDict, TypeAdapter

from testmarkets.truth import HardNegative, NegativeReason
from testmarkets.world.fragments import TrackedText
from testmarkets.world.identifiers.identifier import seeded
from testmarkets.world.people import AccountPlan, hard_negative
from testmarkets.world.texts import TEXTS_FOLDER, read_texts

_RULES_SHARE, _ANSWERS_SHARE = 0.25, 0.15
"""Part of a market's accounts that paste each."""


class Boilerplate(BaseModel):
    """The texts of one market that its vendors repeat; no slots."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rules: str
    answers: str


@cache
def load_boilerplate() -> dict[str, Boilerplate]:
    """Read the texts of all markets, by market.

    Raises:
        ConfigError: The file is missing or wrong.
    """
    path = TEXTS_FOLDER / "boilerplate.yml"
    return read_texts(path, TypeAdapter(dict[str, Boilerplate]))


def market_rules(market: str) -> str:
    """Return the rules of a market."""
    return load_boilerplate()[market].rules


def with_answers(description: TrackedText, account: AccountPlan) -> TrackedText:
    """Return a description with its market's answers on shipping, if its vendor pastes them."""
    if not account.pastes_answers:
        return description
    answers = load_boilerplate()[account.market].answers
    return TrackedText(f"{description.text}\n{answers}", description.spans)


def paste_boilerplate(accounts: Sequence[AccountPlan], seed: int) -> list[HardNegative]:
    """Choose who pastes what of a market, and return each with the next who does.

    Args:
        accounts: Of one market, whose ids are given.
        seed: Of the world.
    """
    rng = seeded(seed, "boilerplate", accounts[0].market)
    with_rules = rng.sample(accounts, round(len(accounts) * _RULES_SHARE))
    answering = rng.sample(accounts, round(len(accounts) * _ANSWERS_SHARE))
    for one in with_rules:
        one.pastes_rules = True
    for one in answering:
        one.pastes_answers = True
    return [
        hard_negative(left, right, NegativeReason.MARKET_BOILERPLATE)
        for left, right in (*pairwise(with_rules), *pairwise(answering))
    ]
