"""What is usual among a set of accounts: frozen, so that a score depends on a pair alone."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Statistics:
    """A frozen picture of a population."""

    accounts: int
    """How many it was taken of."""
