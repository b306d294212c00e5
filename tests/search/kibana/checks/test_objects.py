import pytest

from search.kibana.checks.objects import LAST_KNOWN
from search.kibana.findings import Rule
from search.kibana.objects import TYPE_VERSIONS
from tests.search.kibana.committed import CommittedFile


def numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def test_nothing_is_written_in_a_version_that_is_not_known() -> None:
    for kind, version in TYPE_VERSIONS.items():
        assert numbers(version) <= numbers(LAST_KNOWN[kind])


@pytest.mark.parametrize(
    ("kind", "version"),
    [
        ("index-pattern", "8.0.1"),
        ("search", "10.6.0"),
        ("dashboard", "10.10.0"),
        ("dashboard", "10.2"),
        ("dashboard", ""),
        ("dashboard", "latest"),
    ],
)
def test_versions_that_kibana_refuses_or_misreads(kind: str, version: str) -> None:
    file = CommittedFile()
    file.of(kind)["typeMigrationVersion"] = version
    assert file.broken(Rule.VERSION).object.startswith(kind)


@pytest.mark.parametrize("version", ["7.9.3", "8.9.0", "10.2.0"])
def test_older_versions_are_fine(version: str) -> None:
    file = CommittedFile()
    file.of("dashboard")["typeMigrationVersion"] = version
    assert Rule.VERSION not in {one.rule for one in file.findings()}


def test_a_newer_envelope_is_refused() -> None:
    file = CommittedFile()
    file.of("search")["coreMigrationVersion"] = "9.0.0"
    assert "newer than 8.8.0" in file.broken(Rule.VERSION).problem


def test_one_id_may_serve_two_types() -> None:
    file = CommittedFile()
    tag = file.of("search") | {"type": "tag", "typeMigrationVersion": "8.0.0"}
    file.objects.append(tag | {"references": []})
    assert file.findings() == []
