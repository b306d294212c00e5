import subprocess
from pathlib import Path

import pytest

from core.errors import ConfigError
from core.settings import Settings
from crawlers.evidence.signing import (
    fingerprint,
    is_signed,
    key_path,
    load_public_key,
    public_key_path,
    signing_key,
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


def test_key_is_made_once_and_closed(settings: Settings) -> None:
    key = signing_key(settings)
    assert fingerprint(signing_key(settings).public_key()) == fingerprint(
        key.public_key()
    )
    path = key_path(settings)
    assert path == settings.home / "secrets" / "evidence-key.pem"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert sorted(item.name for item in path.parent.iterdir()) == [
        "evidence-key.pem",
        "evidence-key.pub.pem",
    ]


def test_signature_holds_for_its_bytes_alone(settings: Settings) -> None:
    signature = signing_key(settings).sign(b"manifest")
    public = load_public_key(public_key_path(settings))
    assert is_signed(public, signature, b"manifest")
    assert not is_signed(public, signature, b"manifesT")
    assert not is_signed(public, signature[:-1], b"manifest")


def test_key_that_others_made_is_used(tmp_path: Path) -> None:
    path = tmp_path / "own.pem"
    subprocess.run(
        ["openssl", "genpkey", "-algorithm", "ed25519", "-out", path], check=True
    )
    settings = Settings(home=tmp_path / "home", evidence_key_file=path)
    assert len(signing_key(settings).sign(b"x")) == 64
    assert (tmp_path / "own.pub.pem").is_file()
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("text", ["", "not a key"])
def test_what_is_no_key_is_refused_with_the_remedy(
    settings: Settings, text: str
) -> None:
    path = key_path(settings)
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(ConfigError, match="openssl genpkey"):
        signing_key(settings)
    with pytest.raises(ConfigError, match="no public key"):
        load_public_key(path)


def test_key_of_another_kind_is_refused(settings: Settings) -> None:
    path = key_path(settings)
    path.parent.mkdir()
    public = public_key_path(settings)
    make = f"genpkey -algorithm ed448 -out {path}"
    for words in (make, f"pkey -in {path} -pubout -out {public}"):
        subprocess.run(["openssl", *words.split()], check=True)
    with pytest.raises(ConfigError, match="must be an Ed25519 key"):
        signing_key(settings)
    with pytest.raises(ConfigError, match="must be an Ed25519 key"):
        load_public_key(public)


def test_missing_public_key_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="--public-key FILE"):
        load_public_key(tmp_path / "none.pem")
