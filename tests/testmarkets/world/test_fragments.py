from hypothesis import given
from hypothesis import strategies as st

from core.mentions import EntityKind
from testmarkets.world.fragments import Piece, join_pieces

KIND = EntityKind.DRUG


def test_white_space_is_tidied_and_offsets_follow() -> None:
    text = join_pieces(
        [
            Piece("\n Fresh  "),
            Piece("MDMA", KIND, "mdma"),
            Piece(" \n\n now "),
            Piece(" "),
        ]
    )

    assert text.text == "Fresh MDMA\nnow"
    assert [(one.start, one.end, one.text) for one in text.spans] == [(6, 10, "MDMA")]


def test_characters_that_a_codec_lacks_are_left_out() -> None:
    text = join_pieces([Piece("🔥 Grüße "), Piece("Speed", KIND, "x")], "cp1252")

    assert text.text == "Grüße Speed"
    assert text.spans[0].start == 6


words = st.text(alphabet="ab \n", max_size=6)


@given(st.lists(st.tuples(words, st.sampled_from(["", "x y", "zz"])), max_size=8))
def test_mentions_survive_any_white_space(parts: list[tuple[str, str]]) -> None:
    pieces = []
    for plain, mention in parts:
        pieces.append(Piece(plain))
        pieces += [Piece(mention, KIND, mention)] if mention else []

    text = join_pieces(pieces)

    assert text.text == text.text.strip()
    assert "  " not in text.text
    assert "\n\n" not in text.text
    assert [one.text for one in text.spans] == [one for _, one in parts if one]
    assert all(text.text[one.start : one.end] == one.text for one in text.spans)
