import pytest

from nlp.identifiers.coins.nearby import NAMED, PAID, NearbyScores, NearbyWords

WORDS = NearbyWords(["sol(?:ana)?s?"])
CODE = "XXXXXXXX"


def score(text: str) -> float | None:
    start = text.index(CODE)
    return WORDS.score(text, (start, start + len(CODE)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"SOL: {CODE}", NAMED),
        (f"my solana wallet {CODE}", NAMED),
        (f"{CODE} (solana)", NAMED),
        (f"send it to {CODE}", PAID),
        (f"{CODE} is my wallet", PAID),
        (f"solo {CODE} solanas-like", NAMED),
        (f"look at {CODE} there", None),
        (f"SOL hash {CODE}", None),
        (f"tx {CODE} SOL", None),
        (f"pgp key; SOL {CODE}", NAMED),
        (f"SOL{' ' * 80}{CODE}", None),
        (f"{CODE}{' ' * 24}sold", None),
        (f"{CODE}{' ' * 22}solana", NAMED),
        (f"кошелёк {CODE}", PAID),
    ],
)
def test_score_weighs_the_nearest_words(text: str, expected: float | None) -> None:
    assert score(text) == expected


def test_scores_of_a_list_share_what_stands_before_it() -> None:
    text = f"SOL{' ' * 40}{CODE},\n- {CODE}, {'a' * 50} {CODE}"
    scores = NearbyScores(WORDS, text)
    starts = [at for at in range(len(text)) if text.startswith(CODE, at)]
    got = [scores.score((start, start + len(CODE))) for start in starts]
    assert got == [NAMED, NAMED, None]


def test_a_list_goes_on_over_many_values() -> None:
    text = f"wallets:{f' {CODE},' * 30}"
    scores = NearbyScores(WORDS, text)
    starts = [at for at in range(len(text)) if text.startswith(CODE, at)]
    got = {scores.score((start, start + len(CODE))) for start in starts}
    assert got == {PAID}
