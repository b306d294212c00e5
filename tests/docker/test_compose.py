"""What compose would start is closed to the outside, bounded, and the same for every profile."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from core.settings import PREFIX, Settings
from crawlers.schedule.health import NODE
from local.elasticsearch import ELASTICSEARCH
from local.security import GUARDED
from tests.docker.images import CLUSTER, FOLDER, SINGLE, project, rendered

Service = dict[str, Any]
Config = dict[str, Any]
FILES = {"single": SINGLE, "cluster": CLUSTER}
ALWAYS = {
    "preflight",
    "elasticsearch",
    "redis",
    "setup-indices",
    "setup-kibana",
    "kibana",
    "crawler",
    "beat",
    "worker",
    "api",
}
IN_PROFILE = {
    "setup": {"credentials"},
    "metrics": {"elasticsearch-exporter", "redis-exporter"},
}
IN_CLUSTER = {"elasticsearch-2", "elasticsearch-3", "redis-replica"}
ONE_SHOT = {"credentials", "preflight", "setup-indices", "setup-kibana"}
SEARCH = ("elasticsearch", "elasticsearch-2", "elasticsearch-3")
WRITES_ITS_ROOT = set(SEARCH)
"""Elasticsearch writes its key store beside its settings."""
BRINGS_ITS_INIT = {*SEARCH, "kibana"}
REACHES_OUT = {"crawler"}
OWN_IMAGES = {
    "credentials": "setup",
    "preflight": "setup",
    "setup-kibana": "setup",
    "setup-indices": "worker",
    "worker": "worker",
    "crawler": "crawler",
    "beat": "beat",
    "api": "api",
}
SECRETS = {
    "elasticsearch": {
        "ca.crt",
        "elasticsearch.crt",
        "elasticsearch.key",
        "users",
        "users_roles",
        "roles.yml",
        "stallwatch-monitor.password",
    },
    "redis": {"redis.acl", "redis.password"},
    "setup-indices": {"ca.crt", "stallwatch-setup.password"},
    "setup-kibana": {"stallwatch-setup.password"},
    "kibana": {"ca.crt", "kibana.yml"},
    "crawler": {"redis.password"},
    "beat": {"redis.password"},
    "worker": {"ca.crt", "redis.password", "stallwatch-worker.password"},
    "api": {"ca.crt", "redis.password", "stallwatch-api.password"},
    "elasticsearch-exporter": {"ca.crt", "stallwatch-monitor.password"},
    "redis-exporter": {"redis.password"},
}
"""Who is given what; preflight, which runs alone and ends, looks at all of them."""


@pytest.fixture(scope="module", params=sorted(FILES))
def config(request: pytest.FixtureRequest) -> Config:
    """Everything that the files name, all profiles on."""
    return rendered(FILES[request.param])


def services(config: Config) -> dict[str, Service]:
    found: dict[str, Service] = config["services"]
    return found


def long_running(config: Config) -> dict[str, Service]:
    return {name: one for name, one in services(config).items() if name not in ONE_SHOT}


def own_environment(service: Service) -> dict[str, str]:
    given = service.get("environment") or {}
    return {name: value for name, value in given.items() if name.startswith(PREFIX)}


def secrets_of(service: Service) -> set[str]:
    return {one["source"] for one in service.get("secrets", ())}


@pytest.mark.parametrize("files", sorted(FILES))
@pytest.mark.parametrize("profile", [None, "setup", "metrics", "*"])
def test_every_profile_has_its_services(files: str, profile: str | None) -> None:
    expected = ALWAYS | (IN_CLUSTER if files == "cluster" else set())
    for name, more in IN_PROFILE.items():
        expected |= more if profile in {name, "*"} else set()
    made = rendered(FILES[files], [profile] if profile else [])
    assert set(services(made)) == expected


def test_everything_published_is_on_loopback_only(config: Config) -> None:
    ports = {
        (name, port["target"], port.get("host_ip"))
        for name, service in services(config).items()
        for port in service.get("ports", ())
    }
    assert {host for _, _, host in ports} == {"127.0.0.1"}
    assert {(name, target) for name, target, _ in ports} == {
        ("api", 8765),
        ("kibana", 5601),
        ("elasticsearch-exporter", 9114),
        ("redis-exporter", 9121),
    }
    assert not any("network_mode" in one for one in long_running(config).values())


def test_stores_are_reached_from_within_and_only_crawlers_reach_out(
    config: Config,
) -> None:
    assert config["networks"]["data"]["internal"] is True
    for name in {*SEARCH, "redis", "redis-replica", "worker", "beat"}:
        if name in services(config):
            assert set(services(config)[name]["networks"]) == {"data"}
    out = {
        name
        for name, one in services(config).items()
        if "outside" in (one.get("networks") or {})
    }
    assert out == REACHES_OUT
    for name in ("credentials", "preflight"):
        assert services(config)[name]["network_mode"] == "none"


def test_nobody_is_root_or_may_become_more(config: Config) -> None:
    for name, service in services(config).items():
        assert re.fullmatch(r"[1-9]\d*:0", service["user"]), name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service.keys().isdisjoint({"privileged", "cap_add", "devices", "pid"})
        assert service.get("read_only", False) == (name not in WRITES_ITS_ROOT), name
        assert service["init"] == (name not in BRINGS_ITS_INIT), name


def test_everything_is_bounded(config: Config) -> None:
    for name, service in services(config).items():
        limits = service["deploy"]["resources"]["limits"]
        assert int(limits["memory"]) >= 64 * 2**20, name
        assert limits["pids"] >= 32, name
        assert service["logging"]["options"] == {"max-size": "20m", "max-file": "5"}
        for mount in service.get("tmpfs", ()):
            assert "size=" in mount, name


def test_what_runs_on_is_checked_and_started_again(config: Config) -> None:
    for name, service in long_running(config).items():
        assert service["restart"] == "unless-stopped", name
        check = service["healthcheck"]
        assert check["test"][0] in {"CMD", "CMD-SHELL"}, name
        assert {"interval", "timeout", "retries", "start_period"} <= check.keys(), name
    for name in ONE_SHOT:
        assert services(config)[name]["restart"] == "no"
    for name, service in long_running(config).items():
        if "exporter" not in name:
            assert "stop_grace_period" in service, name


def test_nothing_starts_before_what_it_needs(config: Config) -> None:
    wanted = {
        name: {
            other: one["condition"]
            for other, one in service.get("depends_on", {}).items()
        }
        for name, service in services(config).items()
    }
    for name, needs in wanted.items():
        for other, condition in needs.items():
            done = "service_completed_successfully"
            assert condition == (done if other in ONE_SHOT else "service_healthy"), name
    assert set(wanted["elasticsearch"]) == set(wanted["redis"]) == {"preflight"}
    assert {"redis", "setup-indices"} == set(wanted["worker"]) == set(wanted["api"])
    assert {"kibana", "setup-indices"} == set(wanted["setup-kibana"])
    assert not wanted["preflight"]


def test_images_are_pinned_and_ours_are_built_here(config: Config) -> None:
    version = project()["project"]["version"]
    for name, service in services(config).items():
        image = service["image"]
        assert re.search(
            r":v?\d+\.\d+\.\d+(-[a-z0-9.]+)?(@sha256:[0-9a-f]{64})?$", image
        )
        if name in OWN_IMAGES:
            target = OWN_IMAGES[name]
            assert image == f"stallwatch-{target}:{version}"
            assert service["build"]["target"] == target
            assert service["build"]["dockerfile"] == "docker/Dockerfile"
        else:
            assert "build" not in service


def test_elasticsearch_and_kibana_are_the_version_that_the_suite_runs_with(
    config: Config,
) -> None:
    images = {
        one["image"]
        for one in services(config).values()
        if "elastic.co" in one["image"]
    }
    assert images == {
        f"docker.elastic.co/{name}/{name}:{ELASTICSEARCH.version}"
        for name in ("elasticsearch", "kibana")
    }


def test_each_service_is_given_its_own_secrets_only(config: Config) -> None:
    given = {name: secrets_of(one) for name, one in services(config).items()}
    for name, expected in SECRETS.items():
        assert given[name] == expected, name
    every = set().union(*given.values())
    assert given["preflight"] == every
    assert given["credentials"] == set()
    assert set(config["secrets"]) == every
    assert "ca.key" not in every
    for name, one in config["secrets"].items():
        assert Path(one["file"]) == FOLDER / "secrets" / name


def test_no_secret_is_in_a_setting(config: Config) -> None:
    for name, service in services(config).items():
        mounted = {
            one.get("target") or f"/run/secrets/{one['source']}"
            for one in service.get("secrets", ())
        }
        for key, value in (service.get("environment") or {}).items():
            if re.search(r"PASSWORD|SECRET|TOKEN|API_KEY|ENCRYPTION", key.upper()):
                assert key.endswith("_FILE"), (name, key)
            if str(value).startswith("/run/secrets/"):
                assert value in mounted, (name, key)
        shown = json.dumps(service)
        assert not re.search(r"(?i)(changeme|:[^/@\s\"']+@[a-z])", shown), name


def test_every_setting_exists_and_has_a_value_that_it_may_have(config: Config) -> None:
    known = Settings.model_fields
    for service in services(config).values():
        given = {
            key.removeprefix(PREFIX).lower(): value
            for key, value in own_environment(service).items()
        }
        assert given.keys() <= known.keys()
        Settings.model_validate(given)


def test_only_those_who_search_are_told_where_elasticsearch_is(config: Config) -> None:
    users = {
        name: one["environment"].get("STALLWATCH_ELASTICSEARCH_USERNAME")
        for name, one in services(config).items()
        if f"{PREFIX}ELASTICSEARCH_URL" in (one.get("environment") or {})
    }
    assert users == {
        "setup-indices": "stallwatch-setup",
        "worker": "stallwatch-worker",
        "api": "stallwatch-api",
    }


@pytest.mark.parametrize("files", sorted(FILES))
def test_there_is_one_beat_and_as_many_workers_as_wanted(files: str) -> None:
    config = rendered(FILES[files], variables={"WORKERS": "7"})
    beats = [
        name
        for name, one in services(config).items()
        if "beat" in (one.get("command") or ())
    ]
    assert beats == ["beat"]
    beat = services(config)["beat"]
    # Compose starts no second container of one name, whatever --scale says.
    assert beat["container_name"] == "stallwatch-beat"
    assert beat["deploy"]["replicas"] == 1
    assert services(config)["worker"]["deploy"]["replicas"] == 7


def test_the_crawler_has_the_name_that_its_health_check_asks_for(
    config: Config,
) -> None:
    assert f"--hostname={NODE}@%h" in services(config)["crawler"]["command"]


def test_what_a_service_need_not_write_it_cannot(config: Config) -> None:
    written = {
        (name, mount["source"])
        for name, service in services(config).items()
        for mount in service.get("volumes", ())
        if mount["type"] == "volume" and not mount.get("read_only")
    }
    assert {name for name, source in written if source == "outbox"} == {"crawler"}
    assert {name for name, source in written if source == "dead-letters"} == {"worker"}
    assert {name for name, source in written if source == "crawls"} == {
        "crawler",
        "beat",
    }
    bound = {
        (name, mount["target"]): mount.get("read_only", False)
        for name, service in services(config).items()
        for mount in service.get("volumes", ())
        if mount["type"] == "bind"
    }
    assert bound == {
        ("credentials", "/secrets"): False,
        ("crawler", "/etc/stallwatch/markets"): True,
        ("beat", "/etc/stallwatch/markets"): True,
    }


def test_elasticsearch_is_as_guarded_as_the_one_that_the_suite_tests(
    config: Config,
) -> None:
    guarded = {
        key: str(value).lower() for key, value in YAML(typ="safe").load(GUARDED).items()
    }
    # Containers know each other by address, which no certificate names.
    guarded["xpack.security.transport.ssl.verification_mode"] = "certificate"
    for name in SEARCH:
        if name in services(config):
            settings = services(config)[name]["environment"]
            assert guarded.items() <= settings.items(), name
            assert settings["bootstrap.memory_lock"] == "true"
            assert services(config)[name]["ulimits"]["memlock"] == {
                "soft": -1,
                "hard": -1,
            }


def test_the_example_names_every_variable_with_the_value_that_it_has() -> None:
    used: dict[str, set[str]] = {}
    for name in CLUSTER:
        text = (FOLDER / name).read_text("utf-8")
        for variable, value in re.findall(r"\$\{(\w+)(?::?-([^}]*))?\}", text):
            used.setdefault(variable, set()).add(value)
    # Given by compose itself.
    del used["COMPOSE_PROJECT_NAME"]
    # The cluster has more of them.
    used["WORKERS"].discard("3")
    example = (FOLDER / ".env.example").read_text("utf-8")
    assert all(line.startswith("#") for line in example.splitlines() if line)
    named = dict(re.findall(r"^# ([A-Z][A-Z0-9_]+)=(.*)$", example, re.MULTILINE))
    assert named.pop("COMPOSE_FILE") == ":".join(CLUSTER)
    assert named.pop("COMPOSE_PROFILES") == "metrics"
    assert {name: {value} for name, value in named.items()} == used


@pytest.mark.parametrize("given", ["", "30 4 * * 1"])
def test_linking_by_the_clock_can_be_moved_and_left_out(given: str) -> None:
    config = rendered(variables={"STALLWATCH_LINK_SCHEDULE": given})
    beat = own_environment(services(config)["beat"])
    assert beat["STALLWATCH_LINK_SCHEDULE"] == given


def test_every_file_that_compose_mounts_is_there(config: Config) -> None:
    for one in config["configs"].values():
        assert Path(one["file"]).is_file()
    assert (FOLDER / "markets").is_dir()
    assert (FOLDER / "secrets").is_dir()
