import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from core.errors import ConfigError
from search.access.file_realm import FileRealm, roles_file, users_roles_file
from search.access.folder import CredentialsFolder
from search.access.passwords import password_matches
from search.access.roles import PURPOSES, roles

pytestmark = pytest.mark.usefixtures("quick_hashes")


@pytest.fixture
def folder(tmp_path: Path) -> CredentialsFolder:
    return CredentialsFolder(tmp_path / "secrets")


def entries(text: str | None) -> dict[str, str]:
    lines = [line for line in (text or "").splitlines() if not line.startswith("#")]
    return dict(line.split(":", 1) for line in lines)


def password(folder: CredentialsFolder, name: str) -> str:
    return folder.read(f"{name}.password") or ""


def test_every_service_has_a_user_with_a_password_of_its_own(
    folder: CredentialsFolder,
) -> None:
    FileRealm(folder, "sw").issue()
    users = entries(folder.read("users"))
    assert users.keys() == {*PURPOSES, "stallwatch-kibana"}
    assert len({password(folder, name) for name in users}) == len(users)
    for name, hashed in users.items():
        assert password_matches(password(folder, name), hashed), name


def test_second_time_changes_nothing(folder: CredentialsFolder) -> None:
    FileRealm(folder, "sw").issue()
    before = len(folder.written)
    FileRealm(folder, "sw").issue()
    assert folder.written[before:] == []


def test_password_that_was_put_there_is_used_and_the_others_stay(
    folder: CredentialsFolder,
) -> None:
    own = "four plain words together"
    folder.write("stallwatch-api.password", f"{own}\n")
    FileRealm(folder, "sw").issue()
    before = entries(folder.read("users"))
    assert password_matches(own, before["stallwatch-api"])
    folder.write("stallwatch-api.password", "k7Qw-2vZp_9sXb4Lm")
    FileRealm(folder, "sw").issue()
    after = entries(folder.read("users"))
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"stallwatch-api"}


@pytest.mark.parametrize("weak", ["changeme", "", "short"])
def test_weak_password_is_refused(folder: CredentialsFolder, weak: str) -> None:
    folder.write("stallwatch-api.password", weak)
    with pytest.raises(ConfigError, match=r"stallwatch-api\.password"):
        FileRealm(folder, "sw").issue()


def test_renewing_makes_all_passwords_anew(folder: CredentialsFolder) -> None:
    FileRealm(folder, "sw", people=["ann"]).issue()
    before = {name: password(folder, name) for name in (*PURPOSES, "analysts/ann")}
    FileRealm(folder, "sw", renew=True).issue()
    assert [name for name in before if password(folder, name) == before[name]] == []
    users = entries(folder.read("users"))
    assert password_matches(password(folder, "analysts/ann"), users["ann"])


def test_people_stay_and_have_the_role_of_analysts(folder: CredentialsFolder) -> None:
    FileRealm(folder, "sw", people=["ann"]).issue()
    FileRealm(folder, "sw", people=["bob"]).issue()
    held = entries(folder.read("users_roles"))
    assert held["stallwatch-analyst"] == "stallwatch-analyst,ann,bob"
    assert {"ann", "bob"} <= entries(folder.read("users")).keys()


def test_person_whose_password_is_taken_away_is_no_user_any_more(
    folder: CredentialsFolder,
) -> None:
    FileRealm(folder, "sw", people=["ann", "bob"]).issue()
    (folder.path / "analysts" / "ann.password").unlink()
    FileRealm(folder, "sw").issue()
    assert "ann" not in entries(folder.read("users"))
    assert entries(folder.read("users_roles"))["stallwatch-analyst"].endswith(",bob")


@pytest.mark.parametrize(
    "name",
    ["Ann", "a", "ann:x", "../ann", "ann\nbob", "stallwatch-api", "elastic", "kibana"],
)
def test_name_that_no_person_may_have_is_refused(
    folder: CredentialsFolder, name: str
) -> None:
    with pytest.raises(ConfigError, match="analyst's user"):
        FileRealm(folder, "sw", people=[name])


def test_settings_name_the_file_and_not_the_password(
    folder: CredentialsFolder,
) -> None:
    assert FileRealm(folder, "sw").settings_for("stallwatch-api") == {
        "elasticsearch_username": "stallwatch-api",
        "elasticsearch_password_file": str(folder.path / "stallwatch-api.password"),
    }


def test_every_user_has_its_role_and_kibana_the_built_in_one() -> None:
    held = entries(users_roles_file([]))
    assert held == {name: name for name in PURPOSES} | {
        "kibana_system": "stallwatch-kibana"
    }


def test_roles_are_one_paragraph_each_and_say_what_the_descriptors_say() -> None:
    text = roles_file(roles("sw"))
    # Elasticsearch cuts the file before each line that is not indented.
    starts = [line for line in text.splitlines() if re.match(r"[^#\s]", line)]
    assert starts == [f"{name}:" for name in PURPOSES]
    read = YAML(typ="safe").load(text)
    assert read == {role.name: role.descriptor() for role in roles("sw")}
