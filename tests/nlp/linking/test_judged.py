from core.analysis import Account
from core.links import EvidenceKind, Verdict
from nlp.linking.judged import decided_pairs, label_judged
from nlp.linking.model import load_model
from nlp.linking.whole import linker_in_memory

POSITIVE, NEGATIVE, UNSURE = Verdict.POSITIVE, Verdict.NEGATIVE, Verdict.UNSURE
KEY = "PGP_FINGERPRINT:" + "A" * 40


def accounts(names: str) -> list[Account]:
    return [
        Account(
            vendor_id=name,
            market=f"market-{name}",
            handle=f"northwind{name}",
            identifiers=frozenset({KEY}) if name in "ab" else frozenset(),
        )
        for name in names
    ]


def test_decided_pairs_are_those_that_agree_with_one_another() -> None:
    verdicts = {
        ("a", "b"): POSITIVE,
        ("b", "c"): POSITIVE,
        ("a", "c"): NEGATIVE,
        ("c", "d"): NEGATIVE,
        ("d", "e"): UNSURE,
    }
    assert decided_pairs(verdicts) == [("a", "b"), ("a", "c"), ("c", "d")]
    assert decided_pairs({}) == []


def test_judged_pairs_are_labelled_and_keep_their_measures() -> None:
    verdicts = {("a", "b"): POSITIVE, ("b", "c"): NEGATIVE, ("c", "d"): UNSURE}
    linker, seen = linker_in_memory(accounts("abcd"), load_model())
    labelled = label_judged(verdicts, linker.measure(seen))
    assert [(one.left_holder, one.right_holder) for one in labelled] == [
        ("judged/a", "judged/a"),
        ("judged/a", "judged/c"),
    ]
    assert [one.same_holder for one in labelled] == [True, False]
    assert EvidenceKind.SHARED_KEY in labelled[0].features
    assert EvidenceKind.SHARED_KEY not in labelled[1].features


def test_nobody_judged_is_the_holder_of_a_file() -> None:
    linker, seen = linker_in_memory(accounts("ab"), load_model())
    (pair,) = label_judged({("a", "b"): NEGATIVE}, linker.measure(seen))
    assert pair.left_holder.startswith("judged/")
    assert pair.left_holder != pair.right_holder
