import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.mentions import IDENTIFIER_KINDS, Entity, EntityKind, TextField
from nlp.identifiers import canonical_value, find_identifiers, identify
from nlp.identifiers.mailbox import find_mailboxes
from nlp.identifiers.registry import IDENTIFIERS

BTC = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
SEGWIT = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
ETH = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
XMR = "4AdUndXHHZ6cfufTMvppY6JwXNouMBzSkbLYfpAV5Usx3skxNgYeYTRj5UzqtReoS44qo9mtmXCqY45DJ852K5Jv2684Rge"
ONION = "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion"
FINGERPRINT = "8E85BF01820B268A4CDA6988CB952C6205D5AECC"

MEGABYTE = 1_000_000
HOSTILE = {
    "letters": "a",
    "dots": "a.",
    "ats": "a@",
    "spaced dots": "a . ",
    "bracketed ats": "a [at] b . ",
    "bracketed dots": "a[dot]",
    "mailboxes": "jabber a@b.test ",
    "loose mailboxes": "mail abc @ b.test ",
    "zeros": "0",
    "hexadecimal": "0x",
    "groups": "ABCD ",
    "begins": "-----BEGIN PGP PUBLIC KEY BLOCK-----",
    "blocks": "-----BEGIN PGP PUBLIC KEY BLOCK----- mQENB123 -----END PGP PUBLIC KEY BLOCK-----",
    "dashes": "-",
    "labels": "telegram ",
    "label names": "wickr me a_b ",
    "at names": "telegram @abcdefgh ",
    "links": "t . me / ",
    "blanks": " ",
    "wrong bech32": f"{SEGWIT[:-1]}q ",
    "wrong base58": f"{BTC[:-1]}b ",
    "wrong monero": f"{XMR[:-1]}f ",
    "wrong ethereum": f"{ETH[:-1]}c ",
    "cyrillic": "а@",
}


@pytest.fixture(scope="module")
def loaded() -> None:
    """Load what validators load on first use, so that timings leave it out."""
    find_identifiers(f"{SEGWIT} {ETH} {XMR}", TextField.TITLE)


def test_registry_holds_every_kind_once() -> None:
    assert frozenset(IDENTIFIERS) == IDENTIFIER_KINDS
    assert all(0.0 < one.specificity <= 1.0 for one in IDENTIFIERS.values())


@pytest.mark.parametrize("kind", sorted(IDENTIFIERS))
@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_find_is_linear_on_a_hostile_megabyte(
    kind: EntityKind, name: str, loaded: None
) -> None:
    unit = HOSTILE[name]
    text = unit * (MEGABYTE // len(unit))
    find_mailboxes.cache_clear()
    started = time.process_time()
    for _ in IDENTIFIERS[kind].find(text):
        pass
    # The aim is 1 s; the shared machines that run this get twice that.
    assert time.process_time() - started < 2.0


def test_find_identifiers_gives_original_offsets_and_settled_values() -> None:
    text = (
        f"Ｂitcoin\u200b  {SEGWIT.upper()}\n"
        "mail: Dаrk\u00adHorse [at] host . test; Telegram: @Dark_Horse\n"
        f"mirror {ONION}"
    )
    mentions = find_identifiers(text, TextField.PROFILE)
    assert [(one.kind, one.value) for one in mentions] == [
        (EntityKind.BTC, SEGWIT),
        (EntityKind.EMAIL, "darkhorse@host.test"),
        (EntityKind.TELEGRAM, "dark_horse"),
        (EntityKind.ONION, ONION),
    ]
    assert all(text[one.start : one.end] == one.text for one in mentions)
    assert {one.field for one in mentions} == {TextField.PROFILE}
    assert mentions[1].text == "Dаrk\u00adHorse [at] host . test"


@given(
    st.lists(
        st.sampled_from(
            [
                BTC,
                ETH,
                ONION,
                "a@b.test",
                "tg: @horse_1",
                "\u200b",
                " ",
                "\n",
                "é",
                "[at]",
                "х",
            ]
        ),
        max_size=12,
    )
)
def test_find_identifiers_spans_always_fit(parts: list[str]) -> None:
    text = "".join(parts)
    end = 0
    for mention in find_identifiers(text, TextField.DESCRIPTION):
        assert mention.start >= end
        assert mention.text == text[mention.start : mention.end]
        assert canonical_value(mention.kind, mention.value) == mention.value
        end = mention.end


@pytest.mark.parametrize(
    ("query", "entities"),
    [
        (BTC, [(EntityKind.BTC, BTC)]),
        (f"  {SEGWIT.upper()} ", [(EntityKind.BTC, SEGWIT)]),
        (ETH.lower(), [(EntityKind.ETH, ETH)]),
        (XMR, [(EntityKind.XMR, XMR)]),
        (ONION.removesuffix(".onion"), [(EntityKind.ONION, ONION)]),
        (FINGERPRINT.lower(), [(EntityKind.PGP_FINGERPRINT, FINGERPRINT)]),
        ("@Dark_Horse", [(EntityKind.TELEGRAM, "dark_horse")]),
        ("wickr: horse", [(EntityKind.WICKR, "horse")]),
        (
            "a [at] b . test",
            [(EntityKind.JABBER, "a@b.test"), (EntityKind.EMAIL, "a@b.test")],
        ),
        ("cocaine", []),
        ("two words", []),
        (BTC[:-1] + "b", []),
        ("", []),
        ("a" * 50_000, []),
    ],
)
def test_identify_tells_identifiers_from_words(
    query: str, entities: list[tuple[EntityKind, str]]
) -> None:
    expected = [Entity(kind=kind, value=value) for kind, value in entities]
    assert identify(query) == expected


def test_canonical_value_settles_or_refuses() -> None:
    assert canonical_value(EntityKind.ETH, ETH.lower()) == ETH
    assert canonical_value(EntityKind.WICKR, "Horse") == "horse"
    assert canonical_value(EntityKind.BTC, "1abc") is None
    assert canonical_value(EntityKind.DRUG, "cocaine") is None
    assert canonical_value(EntityKind.EMAIL, "a" * 50_000) is None


def test_importing_identifiers_loads_no_model() -> None:
    code = (
        "import sys, nlp.identifiers; "
        "print(sorted({'spacy', 'torch', 'thinc', 'bip_utils'} & set(sys.modules)))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]"
