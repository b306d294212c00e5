from random import Random

from nlp.training.generator.noise import Piece, noisy

LINE: list[Piece] = [
    ("5", "QUANTITY"),
    (" ", None),
    ("€45", "PRICE"),
    (" ", None),
    ("speed", "DRUG"),
    (" ", None),
    ("Ghent", "LOCATION"),
]


def lines(count: int) -> list[list[Piece]]:
    rng = Random(2)  # noqa: S311
    return [noisy(LINE, rng) for _ in range(count)]


def test_mentions_stay_whole_and_in_order() -> None:
    mentions = [piece for piece in LINE if piece[1]]

    assert all([piece for piece in line if piece[1]] == mentions for line in lines(200))


def test_some_lines_get_bullets_ends_and_lose_blanks() -> None:
    texts = {"".join(text for text, _ in line) for line in lines(400)}

    assert "5 €45 speed Ghent" in texts
    assert "* 5 €45 speed Ghent" in texts
    assert any("5€45speed" in text for text in texts)


def test_two_words_are_never_made_one() -> None:
    assert all(
        "speed Ghent" in "".join(text for text, _ in line) for line in lines(400)
    )
