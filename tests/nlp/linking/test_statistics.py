import io
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from core.analysis import Account
from core.errors import ModelError
from nlp.linking.references import REFERENCES, id_hash
from nlp.linking.statistics import (
    MAX_TERMS,
    REFERENCE_TERMS,
    Statistics,
    collect_statistics,
)
from nlp.linking.terms import Manner, TermVector, read_terms, style_listings
from tests.nlp.linking.witnesses.pairs import account

TITLES = (
    "Pure amber from the coast",
    "Copper rods * best in town",
    "Silver foil, thin",
    "Glass beads 10g",
)


def crowd(number: int) -> list[Account]:
    return [
        account(
            f"v{row}",
            {"title": f"{TITLES[row % len(TITLES)]} lot{row}", "goods": ("amber",)},
            handle=f"greenleaf{chr(97 + row % 26)}",
            profile="we ship each day and answer all",
            vector=(1.0, 0.1 * (row % 7), 0.5),
        )
        for row in range(number)
    ]


def style(picture: Statistics, manner: Manner, who: Account) -> TermVector:
    return picture.weigh(manner, read_terms(manner, style_listings(who)))


def test_counts_accounts_and_not_uses() -> None:
    often = account("a", {"title": "amber", "goods": ("amber", "amber")}, profile="")
    picture = collect_statistics([often, *crowd(9)])
    assert picture.accounts == 10
    # All ten of ten, with two hundred imagined beside them.
    assert picture.goods.information("amber") == pytest.approx(np.log2(21))
    assert picture.goods.information("gold") == pytest.approx(np.log2(105))
    phrase = "we ship each"
    assert picture.phrases.information(phrase) == pytest.approx(np.log2(210 / 9))
    common, rare = (picture.handle_grams.information(gram) for gram in ("een", "xyz"))
    assert common < rare


def test_the_order_of_accounts_does_not_matter() -> None:
    accounts = crowd(40)
    picture = collect_statistics(accounts)
    assert picture.version == collect_statistics(reversed(accounts)).version
    assert picture.version != collect_statistics(accounts[1:]).version


@pytest.mark.parametrize("number", [0, 1, 2])
def test_few_accounts_give_a_picture(number: int) -> None:
    picture = collect_statistics(crowd(number))
    assert picture.accounts == number
    assert Statistics.from_bytes(picture.to_bytes()).version == picture.version
    who = account("x", {"title": TITLES[0]}, vector=(0.0, 1.0, 0.0))
    for manner in Manner:
        terms = style(picture, manner, who)
        assert terms.dot(terms) == pytest.approx(1.0)
        # Most of the five nearest are missing and count as unlike.
        assert 0 <= picture.usual_likeness(manner, terms, "x") <= number / 5
    centred = picture.centred((0.0, 1.0, 0.0))
    assert centred is not None
    assert abs(picture.usual_meaning(centred, "x")) <= 1


def test_rare_terms_weigh_more_and_rows_have_length_one() -> None:
    accounts = [account(f"v{row}", {"title": "amber"}) for row in range(50)]
    picture = collect_statistics(accounts)
    terms = style(picture, Manner.WORDS, account("x", {"title": "amber silver"}))
    assert terms.dot(terms) == pytest.approx(1.0)
    common, rare = np.log2(250 / 50), np.log2(250 / 2)
    # Beside "amber" there are "silver" and "amber silver".
    expected = common / np.sqrt(common**2 + 2 * rare**2)
    assert terms.values.min() == pytest.approx(expected)


def test_the_weightiest_terms_are_kept() -> None:
    words = " ".join(f"w{'abcdefghij'[n % 10]}{'xyz' * (n // 10)}" for n in range(2000))
    who = account("x", {"title": "t", "description": f"{words} rare"})
    picture = collect_statistics([account("y", {"title": "t", "description": words})])
    assert len(style(picture, Manner.CHARACTERS, who).buckets) <= MAX_TERMS
    rows = collect_statistics([who]).references.terms
    assert all(row.nnz <= REFERENCE_TERMS for row in rows.values())


def test_an_account_is_left_out_of_what_it_is_used_to() -> None:
    accounts = crowd(8)
    picture = collect_statistics(accounts)
    terms = style(picture, Manner.WORDS, accounts[0])
    own = picture.usual_likeness(Manner.WORDS, terms, "v0")
    other = picture.usual_likeness(Manner.WORDS, terms, "stranger")
    # The account is its own nearest reference: a fifth of 1, for what was the fifth.
    assert other > own + 0.1


def test_the_sample_is_of_the_lowest_hashes() -> None:
    accounts = [account(f"v{row}") for row in range(REFERENCES + 50)]
    ids = collect_statistics(accounts).references.ids
    hashes = sorted(id_hash(one.vendor_id) for one in accounts)
    assert ids.tolist() == hashes[:REFERENCES]


def test_stored_and_read_again_it_scores_as_before() -> None:
    accounts = crowd(30)
    picture = collect_statistics(accounts)
    again = Statistics.from_bytes(picture.to_bytes())
    assert again.version == picture.version
    assert again.accounts == 30
    for manner in Manner:
        before, after = (style(one, manner, accounts[3]) for one in (picture, again))
        assert before.values.tolist() == after.values.tolist()
        assert picture.usual_likeness(manner, before, "v3") == again.usual_likeness(
            manner, after, "v3"
        )
    centred = picture.centred((0.2, 1.0, 0.0))
    assert centred is not None
    assert picture.usual_meaning(centred, "v3") == again.usual_meaning(centred, "v3")


def _flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 0xFF]) + content[middle + 1 :]


def _without_values(content: bytes) -> bytes:
    with np.load(io.BytesIO(content)) as archive:
        kept = {name: archive[name] for name in archive.files if name != "centre"}
    file = io.BytesIO()
    np.savez_compressed(file, **kept)
    return file.getvalue()


def _of_other_content(content: bytes) -> bytes:
    with np.load(io.BytesIO(content)) as archive:
        kept = {name: archive[name] for name in archive.files}
    kept["accounts"] = np.array(999)
    file = io.BytesIO()
    np.savez_compressed(file, **kept)
    return file.getvalue()


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda _: b"not an archive",
        lambda content: content[: len(content) // 2],
        _flipped,
        _without_values,
        _of_other_content,
    ],
)
def test_damaged_bytes_are_refused(damage: Callable[[bytes], bytes]) -> None:
    content = collect_statistics(crowd(5)).to_bytes()
    with pytest.raises(ModelError, match="collect them again"):
        Statistics.from_bytes(damage(content))


def test_bytes_of_another_format_are_refused() -> None:
    file = io.BytesIO()
    np.savez_compressed(file, format=np.array(99))
    with pytest.raises(ModelError, match="another release"):
        Statistics.from_bytes(file.getvalue())


def test_the_size_grows_with_the_sample_and_not_the_accounts() -> None:
    def size(number: int) -> int:
        return len(collect_statistics(crowd(number)).to_bytes())

    base, once, twice = size(0), size(REFERENCES), size(2 * REFERENCES)
    assert twice - base < 1.5 * (once - base)


def _vectors(*rows: Sequence[float]) -> list[Account]:
    return [
        account(f"v{number}", {"title": "amber"}, vector=tuple(row))
        for number, row in enumerate(rows)
    ]


def test_vectors_are_compared_less_what_all_share() -> None:
    picture = collect_statistics(_vectors((1.0, 1.0), (1.0, -1.0), (1.0, 0.0)))
    assert picture.references.centre == pytest.approx([1.0, 0.0])
    centred = picture.centred((1.0, 0.5))
    assert centred is not None
    assert centred == pytest.approx([0.0, 1.0])
    assert picture.centred((1.0, 0.0)) is None


def test_vectors_of_another_model_are_left_out() -> None:
    picture = collect_statistics(_vectors((1.0, 1.0), (1.0, -1.0), (1.0, 0.0, 0.0)))
    assert picture.references.centre == pytest.approx([1.0, 0.0])
    assert sorted(np.linalg.norm(picture.references.vectors, axis=1)) == [0, 1, 1]
    assert picture.centred((1.0, 0.0, 0.0)) is None
