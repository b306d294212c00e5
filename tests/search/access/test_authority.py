from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.errors import ConfigError
from search.access.authority import expiries, keep_authority, keep_certificates
from search.access.certificates import is_signed_by, read_certificate
from search.access.folder import CredentialsFolder

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> CredentialsFolder:
    return CredentialsFolder(tmp_path / "secrets")


def keep(folder: CredentialsFolder, *nodes: str, renew: bool = False) -> list[str]:
    """Keep certificates and return what was written for it."""
    before = len(folder.written)
    keep_authority(folder, NOW)
    keep_certificates(folder, nodes, NOW, days=100, renew=renew)
    return folder.written[before:]


def remove(folder: CredentialsFolder, name: str) -> None:
    (folder.path / name).unlink()


def test_authority_and_certificates_are_made_once(folder: CredentialsFolder) -> None:
    assert keep(folder, "a", "b") == [
        "ca.key",
        "ca.crt",
        "a.key",
        "a.crt",
        "b.key",
        "b.crt",
    ]
    assert keep(folder, "a", "b") == []
    assert keep(folder, "a", "c") == ["c.key", "c.crt"]
    assert (folder.path / "ca.key").stat().st_mode & 0o777 == 0o400


def test_certificates_are_renewed_by_the_same_authority(
    folder: CredentialsFolder,
) -> None:
    keep(folder, "a")
    assert keep(folder, "a", renew=True) == ["a.key", "a.crt"]


@pytest.mark.parametrize("lost", ["a.crt", "a.key"])
def test_half_a_pair_is_made_whole(folder: CredentialsFolder, lost: str) -> None:
    keep(folder, "a")
    remove(folder, lost)
    assert keep(folder, "a") == ["a.key", "a.crt"]


def test_key_that_was_written_without_its_certificate_is_made_anew(
    folder: CredentialsFolder,
) -> None:
    # As a renewal leaves it that was killed between the two files.
    keep(folder, "a", "b")
    folder.write("a.key", folder.read("b.key") or "")
    assert keep(folder, "a", "b") == ["a.key", "a.crt"]


def test_certificates_of_a_former_authority_are_made_anew(
    folder: CredentialsFolder,
) -> None:
    keep(folder, "a")
    keep_authority(folder, NOW, renew=True)
    assert keep(folder, "a") == ["a.key", "a.crt"]
    pair = (read_certificate(folder.read(f"{n}.crt") or "", n) for n in ("a", "ca"))
    assert is_signed_by(*pair)


def test_authority_of_which_only_the_key_was_written_is_made_anew(
    folder: CredentialsFolder,
) -> None:
    keep(folder)
    remove(folder, "ca.crt")
    assert keep(folder) == ["ca.key", "ca.crt"]


def test_key_of_the_authority_is_needed_for_signing_alone(
    folder: CredentialsFolder,
) -> None:
    keep(folder, "a")
    remove(folder, "ca.key")
    assert keep(folder, "a") == []
    with pytest.raises(ConfigError, match=r"ca\.key is not in"):
        keep(folder, "a", "b")


def test_certificates_of_an_authority_elsewhere_are_left_alone(
    folder: CredentialsFolder, tmp_path: Path
) -> None:
    keep(folder, "a")
    theirs = CredentialsFolder(tmp_path / "theirs")
    keep(theirs)
    folder.write("ca.crt", theirs.read("ca.crt") or "")
    remove(folder, "ca.key")
    assert keep(folder, "a") == []


def test_damaged_key_is_made_anew_and_damaged_certificate_named(
    folder: CredentialsFolder,
) -> None:
    keep(folder, "a")
    folder.write("a.key", "nonsense")
    assert keep(folder, "a") == ["a.key", "a.crt"]
    folder.write("a.crt", "nonsense")
    with pytest.raises(ConfigError, match=r"a\.crt holds no certificate"):
        keep(folder, "a")


def test_expiries_tell_what_ends_when(folder: CredentialsFolder) -> None:
    keep(folder, "a")
    node, authority = expiries(folder)
    assert (node.file, authority.file) == ("a.crt", "ca.crt")
    assert node.ends_at == NOW + timedelta(days=100)
    assert "a" in node.names
    assert authority.names == ()
    assert node.ends_within(100, NOW)
    assert not node.ends_within(99, NOW)
    assert node.ends_within(0, NOW + timedelta(days=200))
