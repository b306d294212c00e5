import json
from pathlib import Path

import pytest

from core.errors import ConfigError
from crawlers.access.logins import load_credentials, logins_file


def write(home: Path, text: str, mode: int = 0o600) -> None:
    path = logins_file(home)
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    path.chmod(mode)


def test_login_is_read_and_its_password_never_shown(tmp_path: Path) -> None:
    write(
        tmp_path, json.dumps({"lamps": {"username": "me", "password": "open sesame"}})
    )
    credentials = load_credentials(tmp_path, "lamps")
    assert credentials.username == "me"
    assert credentials.password.get_secret_value() == "open sesame"
    assert "sesame" not in repr(credentials)


def test_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    write(tmp_path, json.dumps({"lamps": {"username": "a", "password": "b"}}), 0o644)
    with pytest.raises(ConfigError, match="chmod 600"):
        load_credentials(tmp_path, "lamps")


@pytest.mark.parametrize("text", ["{", "[]", '{"lamps": {"username": "a"}}', "{}"])
def test_unusable_login_names_file_and_form(tmp_path: Path, text: str) -> None:
    write(tmp_path, text)
    with pytest.raises(ConfigError, match=r'put \{"lamps".*logins\.json'):
        load_credentials(tmp_path, "lamps")


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="lamps needs a login"):
        load_credentials(tmp_path, "lamps")
