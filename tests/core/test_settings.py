from pathlib import Path

import pytest

from core.errors import ConfigError
from core.settings import (
    MarketLogin,
    Settings,
    environment_for_child,
    environment_variable,
    get_settings,
)


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("STALLWATCH_EVAL_DATA", raising=False)
    monkeypatch.delenv("STALLWATCH_HOME", raising=False)
    get_settings.cache_clear()


def test_defaults_run_everything_on_this_machine(tmp_path: Path) -> None:
    settings = Settings.load()
    assert settings.home == tmp_path / ".stallwatch"
    assert settings.markets_dir == tmp_path / ".stallwatch" / "markets"
    assert settings.api_host == "127.0.0.1"


def test_environment_wins_over_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("STALLWATCH_API_PORT=1\nSTALLWATCH_REDIS_PORT=2\n")
    monkeypatch.setenv("STALLWATCH_API_PORT", "3")
    settings = Settings.load()
    assert (settings.api_port, settings.redis_port) == (3, 2)


def test_every_fault_is_named_at_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("STALLWATCH_TYPO=1\n")
    monkeypatch.setenv("STALLWATCH_API_PORT", "99999")
    monkeypatch.setenv("STALLWATCH_HOEM", "/x")
    with pytest.raises(ConfigError) as caught:
        Settings.load()
    for name in ("STALLWATCH_TYPO", "STALLWATCH_API_PORT", "STALLWATCH_HOEM"):
        assert name in str(caught.value)


def test_variables_of_others_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTHER_SETTING", "1")
    assert Settings.load().api_port == 8765
    assert environment_variable("OTHER_SETTING") == "1"
    assert environment_variable("NO_SUCH_VARIABLE") is None


def test_child_gets_settings_under_their_prefix() -> None:
    environment = environment_for_child(redis_url="redis://127.0.0.1:1/0")
    assert environment["STALLWATCH_REDIS_URL"] == "redis://127.0.0.1:1/0"
    assert "PATH" in environment


def test_settings_are_read_once_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    first = get_settings()
    monkeypatch.setenv("STALLWATCH_API_PORT", "4")
    assert get_settings() is first
    get_settings.cache_clear()
    assert get_settings().api_port == 4


def test_secrets_do_not_show_in_the_settings() -> None:
    settings = Settings.model_validate({"elasticsearch_password": "hunter2"})
    assert "hunter2" not in repr(settings)


def test_logins_of_markets_are_no_unknown_settings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("STALLWATCH_LOGIN_OLD_LAMPS_USERNAME=me\n")
    monkeypatch.setenv("STALLWATCH_LOGIN_OLD_LAMPS_PASSWORD", "open sesame")
    Settings.load()
    login = MarketLogin.of("old-lamps")
    assert login.username == "me"
    assert login.password is not None
    assert login.password.get_secret_value() == "open sesame"
    assert "sesame" not in repr(login)
    assert MarketLogin.of("lamps") == MarketLogin()


@pytest.mark.parametrize(
    "name", ["STALLWATCH_LOGIN_LAMPS", "STALLWATCH_LOGIN_LAMPS_PASSWROD"]
)
def test_misspelt_login_is_an_unknown_setting(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "x")
    with pytest.raises(ConfigError, match=name):
        Settings.load()


PASSWORD = "k7Qw-2vZp_9sXb4Lm"


def guarded(**changes: str) -> dict[str, str]:
    """Return variables of a deployment that is in order, some changed; an empty one is left out."""
    variables = {
        "ELASTICSEARCH_URL": "https://elasticsearch:9200",
        "ELASTICSEARCH_USERNAME": "stallwatch-worker",
        "ELASTICSEARCH_PASSWORD_FILE": "search.password",
        "REDIS_URL": "redis://stallwatch@redis:6379/0",
        "REDIS_PASSWORD_FILE": "redis.password",
    } | changes
    return {f"STALLWATCH_{name}": text for name, text in variables.items() if text}


def load_from(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], folder: Path
) -> Settings:
    for name in ("search", "redis", "key"):
        (folder / f"{name}.password").write_text(f"{PASSWORD}@{name}\n")
    (folder / "weak.password").write_text("changeme")
    for name, text in variables.items():
        monkeypatch.setenv(name, text)
    return Settings.load()


def test_secrets_come_from_files(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = load_from(monkeypatch, guarded(), tmp_path)
    login = settings.elasticsearch_login
    assert login is not None
    assert (login.username, login.password) == (
        "stallwatch-worker",
        f"{PASSWORD}@search",
    )
    assert settings.broker_url == f"redis://stallwatch:{PASSWORD}%40redis@redis:6379/0"
    assert PASSWORD not in repr(settings)
    assert PASSWORD not in repr(login)


def test_api_key_stands_in_place_of_a_user(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    variables = guarded(
        ELASTICSEARCH_USERNAME="",
        ELASTICSEARCH_PASSWORD_FILE="",
        ELASTICSEARCH_API_KEY_FILE="key.password",
    )
    login = load_from(monkeypatch, variables, tmp_path).elasticsearch_login
    assert login is not None
    assert (login.username, login.api_key) == (None, f"{PASSWORD}@key")


def test_servers_of_this_machine_need_no_secret() -> None:
    settings = Settings.load()
    assert settings.elasticsearch_login is None
    assert settings.broker_url == "redis://127.0.0.1:6390/0"


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        (
            {"ELASTICSEARCH_PASSWORD": PASSWORD},
            ["STALLWATCH_ELASTICSEARCH_PASSWORD_FILE are both set"],
        ),
        (
            {"ELASTICSEARCH_API_KEY": "x", "ELASTICSEARCH_API_KEY_FILE": "y"},
            ["STALLWATCH_ELASTICSEARCH_API_KEY_FILE are both set"],
        ),
        ({"ELASTICSEARCH_API_KEY": "x"}, ["API_KEY and a user are both set"]),
        ({"ELASTICSEARCH_USERNAME": ""}, ["belong together"]),
        ({"ELASTICSEARCH_PASSWORD_FILE": ""}, ["belong together"]),
        ({"ELASTICSEARCH_PASSWORD_FILE": "gone"}, ["No such file"]),
        (
            {"ELASTICSEARCH_PASSWORD_FILE": "weak.password"},
            ["ELASTICSEARCH_PASSWORD is one that everybody tries first"],
        ),
        (
            {"ELASTICSEARCH_USERNAME": "", "ELASTICSEARCH_PASSWORD_FILE": ""},
            ["everybody could reach", "stallwatch setup credentials"],
        ),
        ({"REDIS_URL": f"redis://:{PASSWORD}@redis"}, ["holds a password"]),
        ({"REDIS_URL": ""}, ["set without STALLWATCH_REDIS_URL"]),
        ({"REDIS_PASSWORD_FILE": ""}, ["give Redis a password"]),
        ({"REDIS_PASSWORD_FILE": "weak.password"}, ["everybody tries first"]),
        ({"REDIS_URL": "redis://[redis"}, ["cannot be read: see host and port"]),
        (
            {"REDIS_PASSWORD_FILE": "gone", "ELASTICSEARCH_PASSWORD_FILE": "gone"},
            [
                "STALLWATCH_REDIS_PASSWORD_FILE",
                "STALLWATCH_ELASTICSEARCH_PASSWORD_FILE",
            ],
        ),
    ],
)
def test_wrong_secrets_end_the_start(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    changes: dict[str, str],
    faults: list[str],
) -> None:
    with pytest.raises(ConfigError) as caught:
        load_from(monkeypatch, guarded(**changes), tmp_path)
    assert [fault for fault in faults if fault not in str(caught.value)] == []
    assert PASSWORD not in str(caught.value)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8765"),
        ("0.0.0.0", "http://127.0.0.1:8765"),  # noqa: S104 - where it listens
        ("::", "http://127.0.0.1:8765"),
        ("::1", "http://[::1]:8765"),
        ("api.example", "http://api.example:8765"),
    ],
)
def test_address_of_the_api_is_one_that_can_be_asked(host: str, address: str) -> None:
    settings = Settings(api_host=host)
    assert settings.api_url() == address
    assert settings.api_url(9) == address.replace("8765", "9")
