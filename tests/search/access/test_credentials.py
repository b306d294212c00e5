from pathlib import Path

import pytest

from core.settings import Settings
from search.access.api_keys import ApiKeys
from search.access.credentials import Credentials
from search.access.file_realm import FileRealm
from search.access.folder import CredentialsFolder
from search.access.roles import WORKER
from search.client import connect


@pytest.fixture(params=["users", "keys"])
def way(request: pytest.FixtureRequest, tmp_path: Path) -> Credentials:
    folder = CredentialsFolder(tmp_path)
    if request.param == "users":
        return FileRealm(folder, "sw")
    client = connect(Settings(elasticsearch_url="http://127.0.0.1:1"))
    return ApiKeys(folder, "sw", client)


def test_each_way_names_files_by_settings_that_exist(
    way: Credentials, tmp_path: Path
) -> None:
    given = way.settings_for(WORKER)
    assert given.keys() <= Settings.model_fields.keys()
    files = [value for name, value in given.items() if name.endswith("_file")]
    assert [Path(file).parent for file in files] == [tmp_path]


def test_only_users_are_said_to_have_been_tried(way: Credentials) -> None:
    assert way.tried is isinstance(way, FileRealm)
