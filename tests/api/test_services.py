import pytest

from api.audit import Look
from api.auth import Principal
from api.services import ApiServices
from core.errors import ServiceUnavailableError
from core.settings import Settings
from search.audit import audit_entries
from tests.api.conftest import Api

LOOK = Look(
    principal=Principal(key_id="k", name="analyst", purpose="case 17"),
    action="GET /api/v1/search",
    target="/api/v1/search",
    question={"q": ["watch"]},
    status=200,
    results=3,
)


@pytest.mark.elasticsearch
def test_services_find_keys_record_looks_and_are_healthy(api: Api) -> None:
    services = ApiServices(api.settings)
    services.check_health()
    found = services.find_key(api.key)
    assert found is not None
    assert found.name == "analyst"
    assert services.find_key(api.revoked_key) is None
    services.record(LOOK)
    (entry,) = audit_entries(api.elasticsearch, api.settings)
    assert (entry.key_name, entry.purpose, entry.results) == ("analyst", "case 17", 3)
    services.close()


def test_services_tell_when_elasticsearch_is_away(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    home = tmp_path_factory.mktemp("home")
    services = ApiServices(Settings(home=home, elasticsearch_url="http://127.0.0.1:1"))
    with pytest.raises(ServiceUnavailableError):
        services.check_health()
    with pytest.raises(ServiceUnavailableError):
        services.record(LOOK)
    with pytest.raises(ServiceUnavailableError):
        services.find_key("sw_0123456789ab_" + "0" * 64)
    services.close()
