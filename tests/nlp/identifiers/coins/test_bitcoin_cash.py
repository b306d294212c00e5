import pytest

from core.mentions import EntityKind
from nlp.identifiers.coins.bitcoin import Bitcoin
from nlp.identifiers.coins.bitcoin_cash import BitcoinCash
from tests.nlp.identifiers.coins.vectors import CHECKED

ADDRESS = "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a"
BARE = ADDRESS.partition(":")[2]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        (f"to {ADDRESS} now", ADDRESS),
        (f"to {BARE} now", BARE),
        (f"to {ADDRESS.upper()} now", ADDRESS.upper()),
        (f"to {BARE.upper()} now", BARE.upper()),
        (f"BitcoinCash:{BARE}", BARE),
        (f"bitcoincash: {BARE}", BARE),
        (f"pay bitcoincash {BARE} now", BARE),
        (f"bitcoincash={BARE}", BARE),
        (f"https://host.test/bitcoincash/{BARE}", BARE),
        (BARE, BARE),
    ],
)
def test_find_gives_the_form_with_prefix(text: str, span: str) -> None:
    (found,) = BitcoinCash().find(text)
    assert text[found.start : found.end] == span
    assert found.value == ADDRESS


@pytest.mark.parametrize("address", CHECKED[EntityKind.BCH])
def test_canonical_adds_the_prefix(address: str) -> None:
    assert BitcoinCash().canonical(address.partition(":")[2]) == address


@pytest.mark.parametrize(
    "address",
    [
        # The CashAddr specification: right checksums of another network or of no payload.
        "bchtest:pr6m7j9njldwwzlg9v7v53unlr4jkmx6eyvwc0uz5t",
        "pr6m7j9njldwwzlg9v7v53unlr4jkmx6eyvwc0uz5t",
        "bitcoincash:qpzry9x8gf2tvdw0s3jn54khce6mua7lcw20ayyn",
        ADDRESS[:20] + ADDRESS[20:].upper(),
        "bitcoincash:",
        "",
    ],
)
def test_canonical_refuses_others(address: str) -> None:
    assert BitcoinCash().canonical(address) is None


def test_the_older_spelling_is_bitcoins() -> None:
    # The same table's left column.
    older = "1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu"
    assert BitcoinCash().canonical(older) is None
    assert Bitcoin().canonical(older) == older


@pytest.mark.parametrize("prefix", ["bitcoincasj:", "bitc0incash:", "Vitcoincash:"])
def test_find_refuses_a_misspelt_prefix(prefix: str) -> None:
    assert list(BitcoinCash().find(f"{prefix}{BARE}")) == []


@pytest.mark.parametrize("label", ["bch:", "bitcoin cash:", "my address: ", "pay:"])
def test_find_takes_other_labels(label: str) -> None:
    assert [one.value for one in BitcoinCash().find(f"{label}{BARE}")] == [ADDRESS]
