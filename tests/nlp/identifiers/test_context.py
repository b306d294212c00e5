from nlp.identifiers.context import (
    AFTER_CHARS,
    BEFORE_CHARS,
    WordsBefore,
    context_words,
    has_context,
    holds_any,
)

WORDS = context_words(["(?P<pgp>pgp)", "(?P<key>keys?)"])


def test_has_context_sees_whole_words_on_both_sides() -> None:
    assert has_context("PGP: ABC", (5, 8), WORDS)
    assert has_context("ABC (pgp)", (0, 3), WORDS)
    assert not has_context("keyboard ABC monkey", (9, 12), WORDS)


def test_has_context_ends_at_its_reach() -> None:
    before = f"pgp{' ' * (BEFORE_CHARS - 2)}ABC"
    assert not has_context(before, (before.index("ABC"), len(before)), WORDS)
    assert not has_context(f"ABC{' ' * AFTER_CHARS}pgp", (0, 3), WORDS)


def test_words_before_gives_the_nearest() -> None:
    text = "pgp or keys ABC"
    word = WordsBefore(text, WORDS).nearest(text.index("ABC"))
    assert word is not None
    assert (word["key"], word["pgp"]) == ("keys", None)


def test_words_before_keeps_to_floor_and_reach() -> None:
    words = WordsBefore(f"pgp ABC{' ' * 99}DEF", WORDS)
    assert words.nearest(4) is not None
    assert words.nearest(4, floor=1) is None
    assert words.nearest(106) is None
    assert words.nearest(0) is None


def test_words_before_knows_its_groups() -> None:
    words = WordsBefore("the keys", WORDS)
    assert words.has_group("key")
    assert not words.has_group("pgp")


def test_holds_any_ignores_case() -> None:
    assert holds_any("My Telegram", ("tele", "tg"))
    assert not holds_any("My Telegram", ("wickr",))
