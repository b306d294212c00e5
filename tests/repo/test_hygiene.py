"""Nothing is committed that names a registry, this machine or evaluation data."""

import hashlib
import re
import subprocess
from pathlib import Path

from core.settings import Settings

ROOT = Path(__file__).parents[2]
# Put together, so that this file does not contain what it looks for.
REGISTRIES = re.compile(
    "|".join(
        (
            r"py" + r"pi\.org",
            r"pythonhosted" + r"\.org",
            r"maven\.org/maven" + "2",
            r"registry\." + "npmjs",
            r"--(?:extra-)?index-url[ =]+https?:",
        )
    )
)
MACHINE_PATHS = re.compile(r"/(?:work|root|home)/(?:main|shared|\.library|[a-z]+/)")


def committed_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = listed.stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def texts() -> list[tuple[Path, str]]:
    return [(path, path.read_text("utf-8", "ignore")) for path in committed_files()]


def test_no_registry_is_named() -> None:
    assert [str(path) for path, text in texts() if REGISTRIES.search(text)] == []


def test_no_path_of_a_machine_is_named() -> None:
    found = [str(path) for path, text in texts() if MACHINE_PATHS.search(text)]
    assert found == []


def test_lock_file_has_a_hash_for_every_package_and_no_address() -> None:
    for name in ("requirements.lock", "requirements-bootstrap.lock"):
        text = (ROOT / name).read_text("utf-8")
        entries = re.split(r"\n(?=[a-z0-9])", text.strip())
        unhashed = [entry[:60] for entry in entries if "--hash=sha256:" not in entry]
        assert unhashed == []
        assert "http://" not in text
        assert "https://" not in text


def test_no_evaluation_data_is_committed() -> None:
    folder = Settings.load().eval_data or ROOT.parent / "shared" / "data"
    kept_out = {
        hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.stat().st_size > 200
    }
    committed = {
        hashlib.sha256(path.read_bytes()).hexdigest(): str(path)
        for path in committed_files()
    }
    assert [path for digest, path in committed.items() if digest in kept_out] == []
