import json
from pathlib import Path

import pytest

from core.errors import ConfigError
from core.settings import Settings
from crawlers.access.logins import has_credentials, load_credentials, logins_file


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


def write(settings: Settings, text: str, mode: int = 0o600) -> None:
    path = logins_file(settings)
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    path.chmod(mode)


LOGINS = json.dumps({"lamps": {"username": "me", "password": "open sesame"}})


def test_login_is_read_and_its_password_never_shown(settings: Settings) -> None:
    write(settings, LOGINS)
    credentials = load_credentials(settings, "lamps")
    assert credentials.username == "me"
    assert credentials.password.get_secret_value() == "open sesame"
    assert "sesame" not in repr(credentials)
    assert has_credentials(settings, "lamps")


def test_folder_of_the_settings_is_used(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, secrets_dir=tmp_path / "vault")
    write(settings, LOGINS)
    assert logins_file(settings).parent.name == "vault"
    assert load_credentials(settings, "lamps").username == "me"


def test_environment_comes_before_the_file(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(settings, LOGINS)
    monkeypatch.setenv("STALLWATCH_LOGIN_LAMPS_USERNAME", "you")
    monkeypatch.setenv("STALLWATCH_LOGIN_LAMPS_PASSWORD", "close sesame")
    credentials = load_credentials(settings, "lamps")
    assert credentials.username == "you"
    assert credentials.password.get_secret_value() == "close sesame"
    assert "sesame" not in repr(credentials)


def test_half_a_login_in_the_environment_is_refused(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STALLWATCH_LOGIN_OLD_LAMPS_USERNAME", "you")
    with pytest.raises(ConfigError, match="set both"):
        load_credentials(settings, "old-lamps")


def test_file_that_others_can_read_is_refused(settings: Settings) -> None:
    write(settings, LOGINS, 0o644)
    with pytest.raises(ConfigError, match="chmod 600"):
        load_credentials(settings, "lamps")


@pytest.mark.parametrize("text", ["{}", "[1]", "no json", '{"lamps": {"username": 1}}'])
def test_unusable_login_says_what_to_write(settings: Settings, text: str) -> None:
    write(settings, text)
    with pytest.raises(ConfigError, match="chmod 600"):
        load_credentials(settings, "lamps")
    assert not has_credentials(settings, "lamps")


def test_missing_file_says_where_it_belongs(settings: Settings) -> None:
    with pytest.raises(ConfigError, match=r"secrets/logins\.json"):
        load_credentials(settings, "lamps")
