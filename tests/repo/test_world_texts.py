"""The synthetic world's texts are many, and none is heard too often."""

from collections import Counter

import pytest

from testmarkets.world import World, build_world
from testmarkets.world.phrases import MAX_SHARE
from testmarkets.world.texts import load_texts

_TELLING_CHARS = 30
"""A phrase this long is no part of another by chance."""
_PHRASES_READ = 250


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(7)


def test_texts_are_at_least_600_phrases_and_60_skeletons() -> None:
    texts = load_texts()

    assert len(set(texts.all_phrases())) >= 600
    assert len(set(texts.skeletons())) >= 60


def test_no_phrase_or_skeleton_is_counted_in_more_than_two_percent(
    world: World,
) -> None:
    texts = load_texts()
    limit = MAX_SHARE * len(world.listings)

    worn = {text: uses for text, uses in world.phrase_uses.items() if uses > limit}

    assert worn == {}
    assert set(world.phrase_uses) <= {*texts.all_phrases(), *texts.skeletons()}


def test_no_phrase_is_read_in_more_than_two_percent(world: World) -> None:
    """Count in the served texts, since what is counted while writing might be wrong."""
    phrases = [
        phrase.rstrip(".!?").lower()
        for phrase in load_texts().all_phrases()
        if "{" not in phrase and len(phrase) >= _TELLING_CHARS
    ][:_PHRASES_READ]
    read: Counter[str] = Counter()
    for listing in world.listings:
        text = listing.description.lower()
        read.update(phrase for phrase in set(phrases) if phrase in text)

    assert len(read) >= 100
    assert max(read.values()) <= MAX_SHARE * len(world.listings)
