from nlp.linking.candidates import CandidateSource, find_candidates
from nlp.linking.population import Population
from tests.nlp.linking.builders import make_account, make_duplicate

OWN = "we pick the finest tea on the south side of our own hill every spring"


def test_find_candidates_by_identifier() -> None:
    accounts = [
        make_account("a", handle="quartz", identifiers=["BTC:x"]),
        make_account("b", handle="nordwind", identifiers=["BTC:x"]),
        make_account("c", handle="zanzibar"),
    ]
    assert find_candidates(Population(accounts, [])) == {
        ("a", "b"): {CandidateSource.IDENTIFIER}
    }


def test_find_candidates_leaves_out_stop_values() -> None:
    handles = ["quartz", "nordwind", "zanzibar", "greenleaf", "kobold"]
    accounts = [
        make_account(f"v{number}", handle=handle, identifiers=["BTC:escrow"])
        for number, handle in enumerate(handles)
    ]
    assert find_candidates(Population(accounts, [])) == {}


def test_find_candidates_by_listings() -> None:
    accounts = [
        make_account("a", handle="quartz"),
        make_account("b", handle="nordwind"),
    ]
    found = find_candidates(Population(accounts, [make_duplicate("b/0", "a/0")]))
    assert found == {("a", "b"): {CandidateSource.DUPLICATES}}


def test_find_candidates_by_handle() -> None:
    accounts = [
        make_account("a", handle="zanzibar"),
        make_account("b", handle="zanz1bar"),
    ]
    found = find_candidates(Population(accounts, []))
    assert found == {("a", "b"): {CandidateSource.HANDLE}}


def test_find_candidates_by_profile_and_style() -> None:
    accounts = [
        make_account("a", handle="quartz", profile=OWN, texts=[OWN]),
        make_account("b", handle="nordwind", profile=OWN, texts=[OWN]),
    ]
    found = find_candidates(Population(accounts, []))
    assert found == {("a", "b"): {CandidateSource.PROFILE, CandidateSource.STYLE}}


def test_find_candidates_skips_duplicates_of_accounts_that_are_not_there() -> None:
    accounts = [make_account("a", handle="quartz")]
    assert find_candidates(Population(accounts, [make_duplicate("a/0", "z/0")])) == {}


def test_find_candidates_of_nobody_are_none() -> None:
    assert find_candidates(Population([], [])) == {}
