from pathlib import Path

import pytest
from ruamel.yaml import YAML

from search.access.folder import CredentialsFolder
from search.access.kibana_file import ENCRYPTION_KEYS, keep_kibana_file


@pytest.fixture
def folder(tmp_path: Path) -> CredentialsFolder:
    made = CredentialsFolder(tmp_path / "secrets")
    made.write("stallwatch-kibana.password", 'a "quoted" password')
    return made


def settings(folder: CredentialsFolder) -> dict[str, str]:
    read: dict[str, str] = YAML(typ="safe").load(folder.read("kibana.yml"))
    return read


def test_file_holds_user_password_and_long_different_keys(
    folder: CredentialsFolder,
) -> None:
    keep_kibana_file(folder)
    held = settings(folder)
    assert held["elasticsearch.username"] == "stallwatch-kibana"
    assert held["elasticsearch.password"] == 'a "quoted" password'
    keys = {held[key] for key in ENCRYPTION_KEYS}
    assert len(keys) == 3
    assert {len(key) for key in keys} == {64}


def test_keys_stay_when_the_password_changes(folder: CredentialsFolder) -> None:
    keep_kibana_file(folder)
    before = settings(folder)
    folder.write("stallwatch-kibana.password", "another")
    keep_kibana_file(folder)
    assert settings(folder) == before | {"elasticsearch.password": "another"}


def test_second_time_changes_nothing(folder: CredentialsFolder) -> None:
    keep_kibana_file(folder)
    before = len(folder.written)
    keep_kibana_file(folder)
    assert folder.written[before:] == []
