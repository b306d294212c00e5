import pytest

from core.mentions import MentionSource, StopReason
from nlp.identifiers.onion import Onion

BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
# Tor's rend-spec-v3, "Encoding onion addresses".
NAMES = [
    "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd",
    "sp3k262uwy4r2k3ycr5awluarykdpag6a7y33jxop4cs2lu5uz5sseqd",
    "xa4r2iadxm55fbnqgwwi5mymqdcofiu3w6rpbtqn7b2dyn7mgwj64jyd",
]


def test_find_refuses_every_wrong_letter_of_the_ending() -> None:
    wrong = [f"{NAMES[0]}.{ending}" for ending in ("oniom", "0nion", "onlon")]
    assert [one for text in wrong for one in Onion().find(f"onion {text}")] == []
    assert len(list(Onion().find(f"onion {NAMES[0]}.onion.ly"))) == 1
    broken = f"{NAMES[0][:39]}-{NAMES[0][40:]}.onion"
    assert list(Onion().find(broken)) == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "form",
    [
        "{}.onion",
        "http://www.{}.onion/login",
        "{} . onion",
        "{}[.]onion",
        "{} (dot) onion",
    ],
)
def test_find_gives_names_with_their_suffix(name: str, form: str) -> None:
    (found,) = Onion().find(f"see {form.format(name)} today")
    assert (found.value, found.score) == (f"{name}.onion", 1.0)


@pytest.mark.parametrize("at", [20, 41])
def test_find_joins_a_name_that_was_wrapped(at: int) -> None:
    text = f"mirror {NAMES[0][:at]}\n{NAMES[0][at:]}.onion here"
    (found,) = Onion().find(text)
    assert found.value == f"{NAMES[0]}.onion"
    assert text[found.start : found.end] == text[7:-5]


def test_find_takes_bare_names_only_beside_a_word_for_them() -> None:
    (found,) = Onion().find(f"our onion mirror: {NAMES[0].upper()}")
    assert found.value == f"{NAMES[0]}.onion"
    assert list(Onion().find(f"serial {NAMES[0]} of it")) == []


@pytest.mark.parametrize("name", NAMES)
def test_find_refuses_every_wrong_character(name: str) -> None:
    finder = Onion()
    accepted = [
        changed
        for at, right in enumerate(name)
        for wrong in BASE32
        if wrong != right
        for changed in [name[:at] + wrong + name[at + 1 :]]
        if finder.canonical(changed) is not None
    ]
    assert accepted == []


@pytest.mark.parametrize(
    "text", ["http://expyuzz4wqqyqhjn.onion/", "tor: expyuzz4wqqyqhj7"]
)
def test_find_trusts_names_of_version_2_less(text: str) -> None:
    (found,) = Onion().find(text)
    assert found.source is MentionSource.RULE
    assert found.score < 0.8
    assert found.value.endswith(".onion")


@pytest.mark.parametrize(
    "text",
    ["tor misunderstanding", "coupon expyuzz4wqqyqhj7", "onion 2222222222222222"],
)
def test_find_takes_no_word_for_a_name(text: str) -> None:
    assert list(Onion().find(text)) == []


def test_found_public_services_link_nobody() -> None:
    (found,) = Onion().find("3g2upl4pq6kufc4m.onion")
    assert found.stop_reason is StopReason.SERVICE
