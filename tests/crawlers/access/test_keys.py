from pathlib import Path

import pytest

from core.errors import ConfigError
from core.settings import Settings
from crawlers.access.keys import (
    BUYERS,
    COOKIES,
    KEY_BYTES,
    derived_key,
    privacy_key,
    privacy_key_path,
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


def test_key_is_made_once_and_for_nobody_else(settings: Settings) -> None:
    key = privacy_key(settings)
    assert len(key) == KEY_BYTES
    assert privacy_key(settings) == key
    path = privacy_key_path(settings)
    assert path == settings.secrets_folder / "privacy.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [item.name for item in path.parent.iterdir()] == ["privacy.key"]


def test_key_file_of_the_settings_is_used(tmp_path: Path) -> None:
    elsewhere = tmp_path / "vault" / "key"
    privacy_key(Settings(home=tmp_path, privacy_key_file=elsewhere))
    assert elsewhere.is_file()
    assert not (tmp_path / "secrets").exists()


def test_each_purpose_has_a_key_of_its_own(settings: Settings) -> None:
    keys = {derived_key(settings, purpose) for purpose in (COOKIES, BUYERS)}
    assert len(keys | {privacy_key(settings)}) == 3
    assert derived_key(settings, COOKIES) in keys


def test_key_that_others_can_read_is_refused(settings: Settings) -> None:
    privacy_key(settings)
    privacy_key_path(settings).chmod(0o640)
    with pytest.raises(ConfigError, match="chmod 600"):
        privacy_key(settings)


@pytest.mark.parametrize("text", ["", "beef", "not hexadecimal" * 10])
def test_file_that_holds_no_key_is_never_replaced(
    settings: Settings, text: str
) -> None:
    privacy_key(settings)
    privacy_key_path(settings).write_text(text)
    with pytest.raises(ConfigError, match="restore it from the backup"):
        privacy_key(settings)
    assert privacy_key_path(settings).read_text() == text


def test_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings = Settings(home=tmp_path, secrets_dir=tmp_path / "file" / "secrets")
    with pytest.raises(ConfigError, match="STALLWATCH_PRIVACY_KEY_FILE"):
        privacy_key(settings)
