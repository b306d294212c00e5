from core.mentions import EntityKind
from nlp.evaluation.entities import Judged
from nlp.evaluation.gold import GoldSpan, GoldText
from nlp.evaluation.mistakes import MistakeKind, worst_mistakes

DRUG, WEAPON = EntityKind.DRUG, EntityKind.WEAPON


def case(
    number: int, text: str, marked: list[GoldSpan], predicted: list[GoldSpan]
) -> tuple[GoldText, Judged]:
    return (
        GoldText(f"t{number}", text, tuple(marked)),
        Judged(frozenset(marked), frozenset(predicted)),
    )


def test_each_kind_of_mistake_and_the_most_frequent_first() -> None:
    cases = [
        case(1, "buy Hash now", [GoldSpan(4, 8, DRUG)], []),
        case(2, "hash", [GoldSpan(0, 4, DRUG)], []),
        case(3, "glock 19", [GoldSpan(0, 8, WEAPON)], [GoldSpan(0, 5, WEAPON)]),
        case(4, "ice", [GoldSpan(0, 3, DRUG)], [GoldSpan(0, 3, WEAPON)]),
        case(5, "pot", [], [GoldSpan(0, 3, DRUG)]),
        case(6, "speed", [GoldSpan(0, 5, DRUG)], [GoldSpan(0, 5, DRUG)]),
    ]
    texts, judged = zip(*cases, strict=True)
    found = worst_mistakes(texts, judged, 9)
    assert [(one.kind, one.text, one.count) for one in found] == [
        (MistakeKind.MISSED, "Hash", 2),
        (MistakeKind.BOUNDARY, "glock 19", 1),
        (MistakeKind.LABEL, "ice", 1),
        (MistakeKind.SPURIOUS, "pot", 1),
    ]
    assert (found[0].id, found[0].context) == ("t1", "buy Hash now")
    assert [one.predicted for one in found] == [None, WEAPON, WEAPON, DRUG]
    assert worst_mistakes(texts, judged, 1) == found[:1]


def test_context_is_cut() -> None:
    text = "a" * 500 + " hash " + "b" * 500
    gold, judged = case(1, text, [GoldSpan(501, 505, DRUG)], [])
    (mistake,) = worst_mistakes([gold], [judged], 5)
    assert len(mistake.context) == 84
    assert "hash" in mistake.context


def test_nothing_wrong_is_nothing_to_show() -> None:
    span = [GoldSpan(0, 4, DRUG)]
    gold, judged = case(1, "hash", span, span)
    assert worst_mistakes([gold], [judged], 5) == []
