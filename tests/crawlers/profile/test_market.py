import pytest

from core.errors import ConfigError
from crawlers.profile.load import parse_profile
from crawlers.profile.market import is_onion
from tests.crawlers.small_market import PROFILE

TEXT = PROFILE.replace("{origin}", "http://127.0.0.1:81").replace(
    "{host}", "127.0.0.1:81"
)
ONION = "a" * 56 + ".onion"


def refused(text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        parse_profile(text, source="p.yml")
    return caught.value.message


def test_mirrors_follow_the_base_address() -> None:
    text = TEXT.replace('["127.0.0.1:81"]', '["127.0.0.1:81", "127.0.0.1:82"]')
    profile = parse_profile(
        text + 'mirrors: ["http://127.0.0.1:82/"]\n', source="p.yml"
    )
    assert profile.addresses == ("http://127.0.0.1:81", "http://127.0.0.1:82")


def test_a_mirror_on_a_host_that_is_not_authorised_is_refused() -> None:
    said = refused(TEXT + 'mirrors: ["http://127.0.0.1:82"]\n')
    assert "http://127.0.0.1:82 is out of scope" in said


def test_an_onion_host_needs_a_proxy() -> None:
    text = TEXT.replace('["127.0.0.1:81"]', f'["127.0.0.1:81", "{ONION}"]')
    assert "an onion host needs 'proxy'" in refused(text)
    profile = parse_profile(text + "proxy: socks5h://127.0.0.1:9050\n", source="p.yml")
    assert profile.proxy == "socks5h://127.0.0.1:9050"
    assert is_onion(f"{ONION}:80")
    assert not is_onion("onion.example:80")


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:1", "socks5://u:p@h:1", "x"])
def test_only_a_socks_proxy_without_credentials_is_taken(proxy: str) -> None:
    assert "proxy" in refused(TEXT + f"proxy: '{proxy}'\n")


def test_a_schedule_is_five_cron_fields() -> None:
    profile = parse_profile(TEXT + "schedule: 30 3 * * 1\n", source="p.yml")
    assert profile.schedule == "30 3 * * 1"
    assert "not five cron fields" in refused(TEXT + "schedule: at noon\n")
