from nlp.duplicates.passages import (
    MAX_PASSAGES,
    own_words,
    passage_hashes,
    widespread_passages,
)

RULES = "All buyers must read the market rules before they order"
OWN = "We bake the bread ourselves every morning at five"


def test_passage_hashes_are_those_of_sentences() -> None:
    (rules,) = passage_hashes(RULES)
    (own,) = passage_hashes(OWN)
    assert passage_hashes(f"{RULES}. {OWN}!") == (rules, own)
    assert passage_hashes(f"{OWN}\n{RULES}\n{OWN}") == (own, rules)


def test_passage_hashes_see_neither_case_nor_numbers() -> None:
    sent = "Parcels leave Oslo after 3 days in {} boxes"
    assert passage_hashes(sent.format(2)) == passage_hashes(sent.format(40).upper())


def test_passage_hashes_leave_short_sentences_out() -> None:
    assert passage_hashes("Ships within 24 hours. Fresh bread") == ()
    assert passage_hashes("") == ()


def test_passage_hashes_are_capped() -> None:
    lines = [f"{OWN} {'very ' * number}fresh" for number in range(MAX_PASSAGES + 9)]
    assert len(passage_hashes("\n".join(lines))) == MAX_PASSAGES


def test_passage_hashes_take_a_text_of_one_word_repeated() -> None:
    assert len(passage_hashes("tea " * 5_000)) == 1
    assert len(passage_hashes("tea. " * 4_000)) == 0


def test_own_words_leaves_boilerplate_out() -> None:
    words = own_words(f"Rye bread\n{RULES}. {OWN}", passage_hashes(RULES))
    assert words == ["rye", "bread", *OWN.lower().split()]


def test_own_words_without_boilerplate_are_all_words() -> None:
    assert own_words(f"{RULES}. {OWN}", ()) == f"{RULES} {OWN}".lower().split()


def test_widespread_passages_counts_vendors() -> None:
    shown = [("ann", ["x", "y"]), ("bob", ["x"]), ("bob", ["y"]), ("bob", ["z"])]
    assert widespread_passages(shown, more_than=1) == {"x", "y"}
    assert widespread_passages(shown, more_than=2) == frozenset()
