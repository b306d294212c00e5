import pytest
from pydantic import ValidationError

from core.mentions import (
    HOLDER_KINDS,
    IDENTIFIER_KINDS,
    NER_KINDS,
    Entity,
    EntityKind,
    Mention,
    MentionSource,
    StopReason,
    TextField,
)


def make_mention(**changes: object) -> Mention:
    values = {
        "kind": EntityKind.DRUG,
        "field": TextField.TITLE,
        "start": 2,
        "end": 6,
        "text": "MDMA",
        "value": "mdma",
        "source": MentionSource.RULE,
        "score": 1.0,
    }
    return Mention.model_validate(values | changes)


def test_a_span_must_be_as_long_as_its_text() -> None:
    assert make_mention().text == "MDMA"
    for changes in ({"end": 7}, {"end": 2}, {"start": -1, "end": 3}, {"score": 1.1}):
        with pytest.raises(ValidationError):
            make_mention(**changes)


def test_an_entity_key_names_kind_and_value() -> None:
    assert Entity(kind=EntityKind.BTC, value="1Boat").key == "BTC:1Boat"


def test_identifiers_are_kinds_that_name_one_holder() -> None:
    assert EntityKind.PGP_FINGERPRINT in IDENTIFIER_KINDS
    assert EntityKind.LOCATION not in IDENTIFIER_KINDS


def test_kinds_are_found_by_the_network_or_by_rules_never_both() -> None:
    assert frozenset(EntityKind) == NER_KINDS | IDENTIFIER_KINDS
    assert not NER_KINDS & IDENTIFIER_KINDS
    assert HOLDER_KINDS < IDENTIFIER_KINDS


def test_only_a_holders_value_without_a_stop_reason_links_accounts() -> None:
    assert make_mention(kind=EntityKind.EMAIL).links_accounts
    assert not make_mention(kind=EntityKind.URL).links_accounts
    assert not make_mention(kind=EntityKind.DRUG).links_accounts
    stopped = make_mention(kind=EntityKind.EMAIL, stop_reason=StopReason.EXAMPLE)
    assert not stopped.links_accounts
