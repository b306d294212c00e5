from random import Random

from nlp.training.generator import hurry
from nlp.training.generator.noise import Piece

LINE: list[Piece] = [("the post from ", None), ("The Hague", "LOCATION"), (".", None)]


def written(line: list[Piece]) -> str:
    return "".join(text for text, _ in line)


def seeds() -> list[Random]:
    return [Random(at) for at in range(60)]  # noqa: S311


def test_case_is_one_of_three() -> None:
    assert {written(hurry.case_change(rng)(LINE)) for rng in seeds()} == {
        "the post from the hague.",
        "THE POST FROM THE HAGUE.",
        "The Post From The Hague.",
    }


def test_slips_leave_mentions_alone() -> None:
    texts = {written(hurry.slips({"the": "teh"}, rng)(LINE)) for rng in seeds()}

    assert texts == {"the post from The Hague.", "teh post from The Hague."}


def test_ends_frames_and_bullets_stand_around_the_line() -> None:
    for rng in seeds():
        assert written(hurry.ending(rng)(LINE)).startswith("the post from The Hague")
        assert "The Hague" in written(hurry.frame(rng)(LINE))
        assert written(hurry.bullet(rng)(LINE)).endswith(" the post from The Hague.")


def test_end_after_a_mention_is_apart_from_it() -> None:
    for rng in seeds():
        assert written(hurry.ending(rng)(LINE[:2])).startswith(
            "the post from The Hague "
        )
