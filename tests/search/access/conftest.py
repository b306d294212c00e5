"""Hashes that take no time: what makes them slow is tested on its own."""

import pytest

from search.access import passwords


@pytest.fixture
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a hash take a hundredth of its time."""
    monkeypatch.setattr(passwords, "ITERATIONS", 1000)
