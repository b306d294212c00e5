import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.mentions import IDENTIFIER_KINDS, Entity, EntityKind, TextField
from nlp.identifiers import canonical_value, find_identifiers, identify
from nlp.identifiers.registry import IDENTIFIERS, find_in_clean
from tests.growth import assert_linear

BTC = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
SEGWIT = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
ETH = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
XMR = "4AdUndXHHZ6cfufTMvppY6JwXNouMBzSkbLYfpAV5Usx3skxNgYeYTRj5UzqtReoS44qo9mtmXCqY45DJ852K5Jv2684Rge"
ONION = "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion"
FINGERPRINT = "8E85BF01820B268A4CDA6988CB952C6205D5AECC"

BARE_ONION = ONION.removesuffix(".onion")

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
    "more bracketed ats": "[at]",
    "underscored ats": "a_at_",
    "spelt mailboxes": "mail a at b dot com ",
    "zeros and fives": "05",
    "spaced links with names": "t . me / abcdef ",
    "pluses": "+1 ",
    "noughts": "00",
    "numbers": "+49 151 23456789 ",
    "named numbers": "whatsapp +49 151 23456789, ",
    "walks": "signal me +4915123456789 ",
    "national numbers": "call 0151 23456789 ",
    "parcels": "1Z",
    "spaced parcels": "1Z ",
    "posts": "RR123456785DE ",
    "digits": "7",
    "spaced digits": "7 ",
    "spaced letters": "a ",
    "cards": "4111111111111111 ",
    "masked cards": "414720xxxxxx",
    "leading digits": "bin 414720, ",
    "accounts": "DE89 3704 0044 0532 0130 00 ",
    "wrong accounts": "DE88370400440532013000 ",
    "wickr": "wickr ",
    "more labels": "telegram whatsapp signal ",
    "empty handles": "tg: ",
    "discord": "discord: ab#1234 ",
    "signal": "signal: horse.01 ",
    "threema": "threema: A1B2C3D4 ",
    "icq": "icq 123-456",
    "more begins": "-----BEGIN PGP",
    "key ids": "pgp 12AB34CD ",
    "fingerprints": "pgp 8E85BF01820B268A4CDA6988CB952C6205D5AECC ",
    "more groups": "AB12 ",
    "onions": f"{BARE_ONION}.onion ",
    "bare onions": f"{BARE_ONION} ",
    "old onions": "onion abcdefgh234567ab ",
    "more links": "http://a.",
    "bracketed links": f"http://ab.com/{')' * 100} ",
    "bare links": "ab.com/ ",
    "slashes": "/",
    "more dots": "x.",
    "lines": "\n",
}


def test_registry_holds_every_kind_once() -> None:
    assert frozenset(IDENTIFIERS) == IDENTIFIER_KINDS
    assert all(0.0 < one.specificity <= 1.0 for one in IDENTIFIERS.values())


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_all_kinds_together_are_linear_on_a_hostile_megabyte(name: str) -> None:
    unit = HOSTILE[name]
    assert_linear(
        lambda text: list(find_in_clean(text)),
        lambda times: unit * times,
        size=MEGABYTE // len(unit),
    )


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


@pytest.mark.parametrize(
    ("text", "span", "kind", "value"),
    [
        ("t e l e g r a m : h o r s e", "h o r s e", EntityKind.TELEGRAM, "horse"),
        ("w i c k r : horse77", "horse77", EntityKind.WICKR, "horse77"),
        (
            "h o r s e @ h o s t . c o m",
            "h o r s e @ h o s t . c o m",
            EntityKind.EMAIL,
            "horse@host.com",
        ),
        (
            "hxxps://t[.]me/dark_horse",
            "hxxps://t[.]me/dark_horse",
            EntityKind.TELEGRAM,
            "dark_horse",
        ),
        (
            "ｔｅｌｅｇｒａｍ： ＠ｈｏｒｓｅ",
            "＠ｈｏｒｓｅ",
            EntityKind.TELEGRAM,
            "horse",
        ),
        (
            "Whats\u200bApp +49 151 23456789",
            "+49 151 23456789",
            EntityKind.WHATSAPP,
            "+4915123456789",
        ),
        (f"mirror {BARE_ONION} up", BARE_ONION, EntityKind.ONION, ONION),
        (f"http://{ONION}/login?x=1", ONION, EntityKind.ONION, ONION),
    ],
)
def test_find_identifiers_undoes_disguises(
    text: str, span: str, kind: EntityKind, value: str
) -> None:
    (mention,) = find_identifiers(text, TextField.PROFILE)
    assert (mention.text, mention.kind, mention.value) == (span, kind, value)


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
