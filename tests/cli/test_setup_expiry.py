import json
from datetime import timedelta
from pathlib import Path

from core.clock import utc_now
from search.access.authority import keep_authority, keep_certificates
from search.access.folder import CredentialsFolder
from tests.cli.conftest import Stallwatch


def test_certificate_that_ends_soon_fails(
    stallwatch: Stallwatch, tmp_path: Path
) -> None:
    folder = CredentialsFolder(tmp_path / "secrets")
    now = utc_now()
    keep_authority(folder, now)
    keep_certificates(folder, ["es-1"], now, days=100)
    keep_certificates(folder, ["es-2"], now - timedelta(days=200), days=100)
    words = ("setup", "expiry", str(folder.path))
    done = stallwatch(*words)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines] == [
        "certificate",
        "es-2.crt",
        "es-1.crt",
        "ca.crt",
    ]
    assert "es-2.crt: renew with" in " ".join(done.stderr.split())
    listed = json.loads(stallwatch(*words, "--json").stdout)
    assert [one["soon"] for one in listed] == [True, False, False]
    keep_certificates(folder, ["es-2"], now, days=100, renew=True)
    assert stallwatch(*words).returncode == 0
    assert stallwatch(*words, "--days", "120").returncode == 1


def test_folder_without_certificates_is_an_error(
    stallwatch: Stallwatch, tmp_path: Path
) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        done = stallwatch("setup", "expiry", str(folder))
        assert done.returncode == 1
        assert "stallwatch setup credentials" in done.stderr
    assert not (tmp_path / "nowhere").exists()
