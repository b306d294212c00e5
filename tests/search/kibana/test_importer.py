import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from core.errors import (
    AccessError,
    KibanaError,
    ServiceUnavailableError,
    StallwatchError,
)
from local.ports import choose_port
from search.kibana.build import COMMITTED
from search.kibana.importer import Imported, import_objects
from search.kibana.server import Access
from tests.search.kibana.kibana import Kibana, running

RAW = COMMITTED.read_bytes()
OBJECTS = [json.loads(line) for line in RAW.splitlines()][:-1]
VIEW = OBJECTS[0]
PASSWORD = "a täst of 中文"


def import_into(
    kibana: Kibana, raw: bytes = RAW, *, timeout_s: float = 5.0, **access: Any
) -> Imported:
    with running(kibana):
        return import_objects(
            Access(kibana.url, **access), raw, timeout_s=timeout_s, poll_s=0.01
        )


def file_of(*objects: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(one).encode() + b"\n" for one in objects)


def test_every_object_arrives_and_the_first_view_becomes_the_default() -> None:
    kibana = Kibana()
    done = import_into(kibana)
    assert len(kibana.objects["default"]) == len(OBJECTS)
    assert kibana.default_views == {"default": VIEW["id"]}
    assert done.model_dump(exclude={"url"}) == {
        "space": None,
        "version": "8.19.3",
        "objects": len(OBJECTS),
        "default_view": VIEW["id"],
    }


def test_a_second_import_replaces_the_first() -> None:
    kibana = Kibana()
    import_into(kibana)
    renamed = VIEW | {"attributes": VIEW["attributes"] | {"name": "other"}}
    import_into(kibana, file_of(renamed, *OBJECTS[1:]))
    there = kibana.objects["default"]
    assert len(there) == len(OBJECTS)
    assert there["index-pattern", VIEW["id"]]["attributes"]["name"] == "other"


def test_a_space_gets_its_own_objects() -> None:
    kibana = Kibana(spaces=["analysts"])
    import_into(kibana, space="analysts")
    assert list(kibana.objects) == ["analysts"]
    assert kibana.default_views == {"analysts": VIEW["id"]}


def test_a_slow_start_is_waited_for() -> None:
    kibana = Kibana(levels=[503, 503, "unavailable", "degraded", "available"])
    assert import_into(kibana).objects == len(OBJECTS)


def test_a_user_with_any_password_is_let_in() -> None:
    kibana = Kibana(users={"häns": PASSWORD})
    done = import_into(kibana, username="häns", password=SecretStr(PASSWORD))
    assert done.objects == len(OBJECTS)


def test_a_half_imported_space_is_named_and_healed_by_importing_again() -> None:
    broken = OBJECTS[-1]
    kibana = Kibana(fails={broken["id"]})
    with pytest.raises(KibanaError, match="did not take every object") as caught:
        import_into(kibana)
    assert repr(broken["attributes"]["title"]) in str(caught.value)
    assert "disk full" in str(caught.value)
    assert "import again" in str(caught.value)
    assert 0 < len(kibana.objects["default"]) < len(OBJECTS)
    kibana.fails.clear()
    assert import_into(kibana).objects == len(OBJECTS)
    assert len(kibana.objects["default"]) == len(OBJECTS)


def test_missing_references_are_named() -> None:
    kibana = Kibana()
    search = next(one for one in OBJECTS if one["type"] == "search")
    with pytest.raises(KibanaError, match="missing_references") as caught:
        import_into(kibana, file_of(search))
    assert f"index-pattern {search['references'][0]['id']}" in str(caught.value)
    assert "add what it refers to" in str(caught.value)


def test_an_unsupported_type_is_named() -> None:
    strange = VIEW | {"type": "strange"}
    with pytest.raises(KibanaError, match=r"'strange'.*unsupported_type.*leave it out"):
        import_into(Kibana(), file_of(strange))


def test_a_newer_object_is_refused_with_the_remedy() -> None:
    newer = VIEW | {"typeMigrationVersion": "8.0.1"}
    with pytest.raises(KibanaError, match=r"more recent version.*older version"):
        import_into(Kibana(), file_of(newer))


def test_an_object_without_a_version_breaks_the_importer() -> None:
    old = {key: VIEW[key] for key in VIEW if key != "typeMigrationVersion"}
    with pytest.raises(KibanaError, match=r"Cannot read properties.*Kibana's log"):
        import_into(Kibana(), file_of(old))


def test_a_bad_file_is_refused_with_the_remedy() -> None:
    with pytest.raises(KibanaError, match=r"Non-unique.*stallwatch kibana check"):
        import_into(Kibana(), file_of(VIEW, VIEW))


@pytest.mark.parametrize("version", ["8.18.7", "9.0.0", "7.17.1", "8.190.0"])
def test_another_version_is_refused_before_anything_is_imported(version: str) -> None:
    kibana = Kibana(version=version)
    with pytest.raises(KibanaError, match=r"run Kibana 8\.19"):
        import_into(kibana)
    assert kibana.objects == {}


@pytest.mark.parametrize(
    ("kibana", "error", "words"),
    [
        (Kibana(users={"a": "b"}), AccessError, "--username"),
        (Kibana(users={"a": "b"}, login_page=True), AccessError, "--username"),
        (Kibana(forbidden=True), AccessError, "does not allow"),
        (Kibana(version=None), AccessError, "--username"),
        (Kibana(levels=["red"]), ServiceUnavailableError, "--timeout"),
        (Kibana(levels=[503]), ServiceUnavailableError, "Kibana at .* not get ready"),
    ],
    ids=["401", "login page", "403", "stranger", "red", "starting"],
)
def test_a_kibana_that_does_not_let_us_in(
    kibana: Kibana, error: type[StallwatchError], words: str
) -> None:
    with pytest.raises(error, match=words):
        import_into(kibana, timeout_s=0.1)


@pytest.mark.parametrize(
    ("end", "answer", "words"),
    [
        ("status", (200, "<html>Welcome</html>"), "not Kibana"),
        ("status", (404, "gone"), "not Kibana"),
        ("status", (200, {"status": "fine"}), "not Kibana"),
        ("_import", (200, '{"success": tr'), "not Kibana"),
        ("_import", (200, "[" * 5000), "not Kibana"),
        ("_import", (200, {"success": "true"}), "does not say which"),
        ("_import", (200, {"success": False}), "does not say which"),
        ("_import", (200, {"success": False, "errors": ["x"]}), "not say which"),
        ("_import", (200, {"success": False, "errors": [{}]}), "no reason given"),
        ("_import", (200, {"success": True, "successCount": 1}), "took 1 of"),
        ("_import", (413, {"message": "Payload too large"}), "maxImportPayloadBytes"),
        ("_import", (500, "<html>nginx</html>"), "a proxy's"),
        ("_import", (301, ""), "base path"),
        ("default", (500, {"message": "no"}), "default one"),
        ("default", (200, {"acknowledged": False}), "default one"),
    ],
)
def test_a_strange_answer_is_told(end: str, answer: Any, words: str) -> None:
    with pytest.raises(KibanaError, match=words):
        import_into(Kibana(breaks={end: answer}))


def test_a_space_that_does_not_exist_is_named() -> None:
    kibana = Kibana(spaces=["others"])
    with pytest.raises(KibanaError, match="no space 'analysts'"):
        import_into(kibana, space="analysts")
    assert kibana.objects == {}


def test_a_space_that_may_not_be_seen_is_told() -> None:
    kibana = Kibana(breaks={"space/analysts": (403, {"message": "Forbidden"})})
    with pytest.raises(AccessError, match="does not allow a look at the space"):
        import_into(kibana, space="analysts")


def test_a_file_without_a_data_view_leaves_the_default_one() -> None:
    kibana = Kibana()
    text = VIEW | {"type": "tag", "references": []}
    assert import_into(kibana, file_of(text)).default_view is None
    assert kibana.default_views == {}


def test_no_kibana_at_all_is_told_after_the_time_given() -> None:
    port = choose_port(0, part="nothing", setting="kibana_port")
    with pytest.raises(ServiceUnavailableError, match="does not answer at"):
        import_objects(
            Access(f"http://127.0.0.1:{port}"), RAW, timeout_s=0.05, poll_s=0.01
        )


def test_the_committed_file_is_beside_the_code() -> None:
    assert Path(COMMITTED).suffix == ".ndjson"
