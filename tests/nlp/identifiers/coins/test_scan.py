"""What all chains have in common, against published vectors and one-character mutations."""

import random
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.mentions import EntityKind, MentionSource, TextField
from core.settings import Settings
from nlp.identifiers import canonical_value, find_identifiers, identify
from nlp.identifiers.coins.scan import Address, runs_of
from nlp.identifiers.registry import IDENTIFIERS, find_in_clean
from tests.growth import assert_linear
from tests.nlp.identifiers.coins.independent import is_valid
from tests.nlp.identifiers.coins.vectors import CHECKED, UNCHECKED

CHAINS = {kind: one for kind, one in IDENTIFIERS.items() if isinstance(one, Address)}
MUTATIONS_EACH = 300
LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
SENTENCES = (
    "Send the {name} to {address}, thanks.",
    "{name}: {address}",
    "payment goes to ({address}) -- {name} only",
    "my {name} wallet\n{address}\n",
    "<{address}> is our {name}-address",
    "WE TAKE {name}!!! {address}!!!",
)
NAMES = {
    "bitcoin": EntityKind.BTC,
    "bitcoincash": EntityKind.BCH,
    "cardano": EntityKind.ADA,
    "dashcoin": EntityKind.DASH,
    "dogecoin": EntityKind.DOGE,
    "ethereum": EntityKind.ETH,
    "litecoin": EntityKind.LTC,
    "monero": EntityKind.XMR,
    "ripple": EntityKind.XRP,
    "solana": EntityKind.SOL,
    "tezos": EntityKind.XTZ,
    "tron": EntityKind.TRX,
    "zcash": EntityKind.ZEC,
}
PAIRS = [(kind, one) for kind, every in CHECKED.items() for one in every]
ADDRESSES = [one for _, one in PAIRS]
BESIDE = Path(__file__).parents[5] / "shared" / "data"


def mutations(address: str, source: random.Random) -> Iterator[str]:
    """Yield changes of one character, from the address's own alphabet or from all."""
    body = address.partition(":")[2] or address
    is_bech32 = body.islower() and not body.startswith(("tz", "t1", "t3"))
    alphabet = BECH32 if is_bech32 else LETTERS
    if address.startswith("0x"):
        alphabet = "0123456789abcdefABCDEF"
    first = len(address) - len(body)
    for _ in range(MUTATIONS_EACH):
        at = source.randrange(first, len(address))
        wrong = source.choice(alphabet.replace(address[at], ""))
        yield f"{address[:at]}{wrong}{address[at + 1 :]}"


def rows() -> list[tuple[str, str]]:
    """Return the chains and addresses that others collected, empty where they are not."""
    folder = Settings.load().eval_data or BESIDE
    path = folder / "entities" / "blockchain_valid.ioc"
    if not path.is_file():
        sys.stdout.write("left out: STALLWATCH_EVAL_DATA names no addresses\n")
        return []
    lines = path.read_text("utf-8").splitlines()
    return [(name, address) for name, address in map(str.split, lines)]


def test_every_chain_has_vectors() -> None:
    assert set(CHAINS) == set(NAMES.values()) == set(CHECKED) | set(UNCHECKED)


@pytest.mark.parametrize(("kind", "address"), PAIRS)
def test_find_gives_every_published_address(kind: EntityKind, address: str) -> None:
    assert is_valid(kind, address)
    text = f"here: {address}."
    (found,) = find_identifiers(text, TextField.TITLE)
    assert (found.kind, found.value, found.text) == (kind, address, address)
    assert (found.source, found.score) == (MentionSource.CHECKSUM, 1.0)
    assert [one.kind for one in identify(address)] == [kind]


@pytest.mark.parametrize("kind", sorted(UNCHECKED))
def test_find_takes_what_has_no_checksum_only_in_context(kind: EntityKind) -> None:
    name = next(name for name, one in NAMES.items() if one is kind)
    for address in UNCHECKED[kind]:
        assert find_identifiers(f"see {address} there", TextField.TITLE) == []
        (found,) = find_identifiers(f"{name} {address} there", TextField.TITLE)
        assert (found.kind, found.text) == (kind, address)
        assert found.source is MentionSource.RULE
        assert found.score < 0.8


def test_no_mutation_of_one_character_is_found() -> None:
    source = random.Random(350)  # noqa: S311  (a fixed choice of mutations)
    changed = [
        (kind, one) for kind, address in PAIRS for one in mutations(address, source)
    ]
    assert len(changed) >= 10_000
    text = "\n".join(f"pay the wallet {one}" for _, one in changed)
    accepted = [
        (one.kind, one.value)
        for chain in CHAINS.values()
        for one in chain.find(text)
        if not is_valid(one.kind, one.value)
    ]
    assert accepted == []


def test_validate_agrees_with_the_independent_checksums() -> None:
    source = random.Random(173)  # noqa: S311  (a fixed choice of mutations)
    for kind, address in PAIRS:
        for changed in list(mutations(address, source))[:60]:
            assert is_valid(kind, changed) or not CHAINS[kind].validate(changed)


def test_collected_addresses_are_found_in_running_text() -> None:
    missed = []
    for row, (name, address) in enumerate(rows()):
        for sentence in (SENTENCES[row % len(SENTENCES)], SENTENCES[0]):
            text = sentence.format(name=name, address=address)
            found = [
                (one.kind, one.text) for one in find_identifiers(text, TextField.TITLE)
            ]
            if found != [(NAMES[name], address)]:
                missed.append((text, found))
    assert missed == []


@pytest.mark.parametrize("sentence", SENTENCES)
def test_published_addresses_are_found_in_running_text(sentence: str) -> None:
    for name, kind in NAMES.items():
        for address in (*CHECKED.get(kind, ()), *UNCHECKED.get(kind, ())):
            text = sentence.format(name=name, address=address)
            (found,) = find_identifiers(text, TextField.PROFILE)
            assert (found.kind, found.text) == (kind, address)


@given(
    st.lists(
        st.sampled_from(
            [*ADDRESSES, "eth", "sol:", "bitcoincash:", "\u200b", " ", "é"]
        ),
        max_size=10,
    )
)
def test_found_values_are_canonical_and_spans_fit(parts: list[str]) -> None:
    text = "".join(parts)
    for chain in CHAINS.values():
        for found in chain.find(text):
            raw = text[found.start : found.end]
            assert canonical_value(found.kind, raw) == found.value
            assert canonical_value(found.kind, found.value) == found.value


LONG = [(kind, one) for kind, one in PAIRS if len(one) > 90 and ":" not in one]


@pytest.mark.parametrize("width", [64, 76])
@pytest.mark.parametrize(("kind", "address"), LONG)
def test_wrapped_addresses_are_found(
    kind: EntityKind, address: str, width: int
) -> None:
    lines = [address[at : at + width] for at in range(0, len(address), width)]
    text = "pay\n{}\nthanks".format("\r\n".join(lines))
    (found,) = find_identifiers(text, TextField.TITLE)
    assert (found.kind, found.value) == (kind, address)
    assert found.text == "\r\n".join(lines)


@pytest.mark.parametrize("at", [15, 33])
@pytest.mark.parametrize(("kind", "address"), LONG)
def test_addresses_wrapped_behind_prose_are_found(
    kind: EntityKind, address: str, at: int
) -> None:
    text = f"send it all to {address[:at]}\n{address[at:]} please"
    (found,) = find_identifiers(text, TextField.TITLE)
    assert (found.kind, found.value) == (kind, address)


def test_short_first_pieces_are_tried_so_often_only() -> None:
    (kind, address), *_ = LONG
    wrapped = f"{address[:20]}\n{address[20:]}\n"
    begun = f"{address[0]}{'2' * 19}\n"
    assert find_identifiers(begun * 100 + wrapped, TextField.TITLE)
    assert find_identifiers(begun * 600 + wrapped, TextField.TITLE) == []
    whole = f"{address[:64]}\n{address[64:]}\n"
    (found,) = find_identifiers(begun * 600 + whole, TextField.TITLE)
    assert (found.kind, found.value) == (kind, address)


def test_a_wrapped_address_with_a_wrong_character_is_refused() -> None:
    for _, address in LONG:
        wrong = f"{address[:70]}{'2' if address[70] != '2' else '3'}{address[71:]}"
        assert find_identifiers(f"{wrong[:64]}\n{wrong[64:]}", TextField.TITLE) == []


@given(st.text(st.sampled_from(LETTERS), min_size=20, max_size=110))
def test_noise_is_no_address(noise: str) -> None:
    for prefix in ("", "1", "3", "X", "D", "t1", "4", "r", "tz1", "Ae2"):
        found = find_in_clean(f"{prefix}{noise}")
        assert [one for one in found if one.kind in CHAINS] == []


def test_runs_stand_alone_and_are_bounded() -> None:
    text = f"short {'a' * 20} {'b' * 600} é{'c' * 20}_{'d' * 20}"
    assert [run.text[0] for run in runs_of(text)] == ["a", "c", "d"]
    assert all(text[run.start : run.end] == run.text for run in runs_of(text))


LARGE = 500_000
UNITS = {
    "ones": "1",
    "bech32": "bc1q",
    "words of bech32": f"bc1q{'q' * 38} ",
    "words of ones": f"{'1' * 32} ",
    "wallets": "wallet ",
    "wrong Byron": f"{CHECKED[EntityKind.ADA][4][:-1]}D ",
    "wrong Monero": f"{CHECKED[EntityKind.XMR][0][:-1]}f ",
    "right Monero": f"{CHECKED[EntityKind.XMR][0]} ",
    "wrong hexadecimal": f"0x{'aB' * 20} ",
    "one case": f"eth 0x{'ab' * 20} ",
    "unified": f"u1{'q' * 500} ",
    "wrapped unified": f"u1{'q' * 98}\n",
    "lines of Monero": f"4{'2' * 13}\n",
    "lines of bech32": f"bc1q{'q' * 16}\n",
    "lines of ones": f"1{'2' * 15}\n",
    "wrapped Monero": f"{CHECKED[EntityKind.XMR][0][:53]}\n",
    "cash": f"bitcoincash:q{'p' * 41} ",
    "solana": f"sol {UNCHECKED[EntityKind.SOL][0]} ",
}


def noise_of(length: int, words: int) -> str:
    source = random.Random(7)  # noqa: S311  (fixed noise)
    return " ".join("".join(source.choices(LETTERS, k=length)) for _ in range(words))


def read_all(text: str) -> None:
    for chain in CHAINS.values():
        for _ in chain.find(text):
            pass


@pytest.mark.parametrize("name", sorted(UNITS))
def test_all_chains_read_hostile_text_in_linear_time(name: str) -> None:
    unit = UNITS[name]
    assert_linear(read_all, lambda times: unit * times, size=LARGE // len(unit))


@pytest.mark.parametrize("length", [34, 44, 95])
def test_all_chains_read_noise_in_linear_time(length: int) -> None:
    assert_linear(read_all, lambda words: noise_of(length, words), size=LARGE // length)
