import base64
import re
from pathlib import Path

import pytest

from local.security import GUARDED, OPEN, ServerSecurity

SETTING = re.compile(r"[a-z_.]+: \S+")


@pytest.fixture
def security(tmp_path: Path) -> ServerSecurity:
    for name in ("users", "users_roles", "roles.yml", "ca.crt", "a.crt", "a.key"):
        (tmp_path / name).write_text(f"this is {name}")
        (tmp_path / name).chmod(0o440)
    return ServerSecurity(
        folder=tmp_path,
        authority=tmp_path / "ca.crt",
        certificate=tmp_path / "a.crt",
        key=tmp_path / "a.key",
        username="ann",
        password="s3:cret",
    )


def test_files_are_where_the_settings_say(
    security: ServerSecurity, tmp_path: Path
) -> None:
    config = tmp_path / "config"
    config.mkdir()
    security.install(config)
    settings = security.install(config)
    for name in re.findall(r"certs/\S+", settings):
        assert (config / name).is_file()
    assert (config / "certs/node.key").read_text() == "this is a.key"
    assert (config / "certs/ca.crt").read_text() == "this is ca.crt"
    assert (config / "roles.yml").read_text() == "this is roles.yml"
    modes = {
        path.stat().st_mode & 0o777 for path in config.rglob("*") if path.is_file()
    }
    assert modes == {0o600}


@pytest.mark.parametrize("settings", [OPEN, GUARDED])
def test_settings_are_lines_of_the_configuration(settings: str) -> None:
    assert [line for line in settings.splitlines() if not SETTING.fullmatch(line)] == []


def test_guarded_server_speaks_tls_and_has_no_built_in_users() -> None:
    for line in (
        "xpack.security.enabled: true",
        "xpack.security.http.ssl.enabled: true",
        "xpack.security.transport.ssl.enabled: true",
        "xpack.security.transport.ssl.client_authentication: required",
        "xpack.security.authc.reserved_realm.enabled: false",
    ):
        assert line in GUARDED.splitlines()


def test_user_is_shown_in_the_header_and_the_password_nowhere_else(
    security: ServerSecurity,
) -> None:
    header = security.authorization()
    assert base64.b64decode(header.removeprefix("Basic ")) == b"ann:s3:cret"
    assert "s3:cret" not in repr(security)
