from pathlib import Path

import pytest

from core.errors import ConfigError
from core.mentions import EntityKind, StopReason, TextField
from nlp.identifiers import canonical_value, find_identifiers
from nlp.identifiers.stop import stop_reason_of
from nlp.identifiers.stop.table import (
    StopEntry,
    load_entries,
    stop_files,
    stop_table,
    table_of,
)

GENESIS = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"


def test_every_value_is_valid_and_in_its_one_spelling() -> None:
    wrong = [
        (kind, value)
        for kind, value in stop_table().values
        if canonical_value(kind, value) != value
    ]
    assert wrong == []
    assert len(stop_table().values) > 150


def test_every_entry_names_its_source() -> None:
    for path in stop_files():
        for entry in load_entries(path):
            assert entry.source.strip() == entry.source
            assert entry.values or entry.patterns


@pytest.mark.parametrize(
    ("kind", "value", "reason"),
    [
        (EntityKind.BTC, "1BitcoinEaterAddressDontSendf59kuE", StopReason.BURN),
        (EntityKind.BTC, GENESIS, StopReason.EXAMPLE),
        (EntityKind.BTC, "34xp4vRoCGJym3xR7yCVPFHoCNxv4Twseo", StopReason.EXCHANGE),
        (EntityKind.ETH, f"0x{'0' * 40}", StopReason.BURN),
        (EntityKind.ETH, f"0x{'0' * 39}1", StopReason.BURN),
        (EntityKind.ETH, f"0x{'1' * 40}", StopReason.EXAMPLE),
        (
            EntityKind.ETH,
            "0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2",
            StopReason.CONTRACT,
        ),
        (EntityKind.SOL, "1" * 32, StopReason.CONTRACT),
        (EntityKind.SOL, f"Vote{'1' * 39}", StopReason.CONTRACT),
        (EntityKind.SOL, f"1nc1nerator{'1' * 32}", StopReason.BURN),
        (EntityKind.LTC, GENESIS, None),
        (EntityKind.DRUG, "cocaine", None),
    ],
)
def test_stop_reason_of_knows_values_and_ranges(
    kind: EntityKind, value: str, reason: StopReason | None
) -> None:
    assert stop_reason_of(kind, value) is reason


def test_a_found_value_carries_its_reason_and_links_nothing() -> None:
    (burnt, own) = find_identifiers(
        "1111111111111111111114oLvT2 3CNHUhP3uyB9EUtRLsmvFUmvGdjGdkTxJw",
        TextField.PROFILE,
    )
    assert (burnt.stop_reason, burnt.links_accounts) == (StopReason.BURN, False)
    assert (own.stop_reason, own.links_accounts) == (None, True)


def entry(
    values: dict[EntityKind, tuple[str, ...]] | None = None,
    patterns: dict[EntityKind, tuple[str, ...]] | None = None,
) -> StopEntry:
    return StopEntry(
        reason=StopReason.SERVICE,
        source="here",
        values=values or {},
        patterns=patterns or {},
    )


def test_table_of_prefers_a_value_to_a_pattern() -> None:
    burnt = StopEntry(
        reason=StopReason.BURN, source="here", values={EntityKind.EMAIL: ("a@b.test",)}
    )
    table = table_of([entry(patterns={EntityKind.EMAIL: (r".*@b\.test",)}), burnt])
    assert table.reason_of(EntityKind.EMAIL, "a@b.test") is StopReason.BURN
    assert table.reason_of(EntityKind.EMAIL, "c@b.test") is StopReason.SERVICE
    assert table.reason_of(EntityKind.EMAIL, "c@b.test.org") is None


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ([entry({EntityKind.BTC: (GENESIS, GENESIS)})], "stands twice"),
        ([entry({EntityKind.DRUG: ("snow",)})], "no kind of identifier"),
        ([entry(patterns={EntityKind.BTC: ("(",)})], "no regular expression"),
    ],
)
def test_table_of_refuses_what_is_not_right(
    entries: list[StopEntry], message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        table_of(entries)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("- reason: burn\n", "is not right at '0.source'"),
        ("- reason: bad\n  source: x\n", "is not right at '0.reason'"),
        ("reason: [", "cannot be read"),
    ],
)
def test_load_entries_names_the_place(
    tmp_path: Path, content: str, message: str
) -> None:
    path = tmp_path / "more.yml"
    path.write_text(content, "utf-8")
    with pytest.raises(ConfigError, match=message):
        load_entries(path)


def test_load_entries_names_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.yml cannot be read"):
        load_entries(tmp_path / "none.yml")
