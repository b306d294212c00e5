"""The deployment with security on: set-up, a scheduled crawl, search; and who may not do what."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from elasticsearch import Elasticsearch

from broker.client import connect_broker, wait_for_broker
from core.clock import utc_now
from core.errors import ServiceRefusedError, ServiceUnavailableError, StallwatchError
from core.records import RunOutcome
from core.settings import Settings
from search.access.api_keys import api_key_request, role_requests
from search.access.certificates import make_authority
from search.access.roles import SETUP, roles
from search.audit import audit_entries
from search.client import connect, service_errors, wait_until_ready
from search.indices import Indices, create_indices
from search.queries import SearchQuestion
from search.reader import Reader
from tests.integration.markets import Markets
from tests.integration.secured import (
    MARKET,
    PREFIX,
    Deployment,
    open_api,
    refused_commands,
    running_servers,
    running_services,
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """Servers with security on, and no service yet."""
    made = Deployment(tmp_path_factory.mktemp("deployment"))
    with running_servers(made):
        yield made
        made.stop()


@pytest.fixture(scope="module")
def markets(deployment: Deployment) -> Iterator[Markets]:
    """The services, set up and at work."""
    with running_services(deployment) as served:
        yield served


@pytest.fixture(scope="module")
def crawled(deployment: Deployment, markets: Markets) -> dict[str, Any]:
    """The run that beat asked for, once it is indexed, as an analyst reads it."""

    def finished() -> dict[str, Any] | None:
        with deployment.client("stallwatch-analyst") as client:
            answer = client.search(index=f"{PREFIX}-runs")
        runs = [hit["_source"] for hit in answer["hits"]["hits"]]
        return next((run for run in runs if run.get("finished_at")), None)

    found: dict[str, Any] = deployment.wait_for("finished run", finished)
    return found


@pytest.fixture(scope="module")
def api(deployment: Deployment, crawled: dict[str, Any]) -> Iterator[httpx.Client]:
    with open_api(deployment) as client:
        yield client


def test_market_that_was_due_is_crawled_and_indexed(
    deployment: Deployment, crawled: dict[str, Any], markets: Markets
) -> None:
    assert crawled["market"] == MARKET
    assert crawled["outcome"] == RunOutcome.COMPLETE, crawled
    with deployment.client("stallwatch-analyst") as client:
        count = client.count(index=f"{PREFIX}-listings")["count"]
    assert count == len(markets.listings(MARKET)) > 0


def test_analyst_finds_listings_through_the_api_and_leaves_a_trace(
    deployment: Deployment, api: httpx.Client, markets: Markets
) -> None:
    title = next(item.title for item in markets.truth.listings if item.market == MARKET)
    answer = api.get("/search", params={"q": title})
    assert answer.status_code == 200, answer.text
    assert answer.json()["hits"]
    settings = deployment.settings("stallwatch-auditor")
    with connect(settings) as client:
        entries = audit_entries(client, settings)
    assert [
        entry.purpose
        for entry in entries
        if title in entry.target or entry.question.get("q") == [title]
    ]


def test_analyst_searches_with_a_user_that_may_only_read(
    deployment: Deployment, crawled: dict[str, Any]
) -> None:
    settings = deployment.settings("stallwatch-analyst")
    with connect(settings) as client:
        question = SearchQuestion.model_validate({"market": (MARKET,)})
        assert Reader(client, settings).search(question).hits


def test_services_lacked_no_right(
    deployment: Deployment, api: httpx.Client, crawled: dict[str, Any]
) -> None:
    assert refused_commands(deployment) == []
    for name in deployment.processes:
        log = (deployment.folder / f"{name}.log").read_text()
        assert "is unauthorized" not in log, name
        assert "Traceback" not in log, name
    with deployment.client("stallwatch-analyst") as client:
        assert client.count(index=f"{PREFIX}-dead-letters")["count"] == 0


NAMES = Indices(PREFIX)
FORBIDDEN: list[tuple[str, str, Callable[[Elasticsearch], object]]] = [
    ("worker", "audit", lambda es: es.search(index=f"{PREFIX}-audit")),
    ("worker", "keys", lambda es: es.search(index=f"{PREFIX}-api-keys")),
    ("worker", "new", lambda es: es.indices.create(index=f"{PREFIX}-new")),
    ("worker", "gone", lambda es: es.indices.delete(index=NAMES.concrete("listings"))),
    (
        "worker",
        "judges",
        lambda es: es.index(index=f"{PREFIX}-judgements", document={}),
    ),
    ("analyst", "audit", lambda es: es.search(index=f"{PREFIX}-audit")),
    ("analyst", "keys", lambda es: es.search(index=f"{PREFIX}-api-keys")),
    ("analyst", "vectors", lambda es: es.search(index=f"{PREFIX}-embeddings")),
    ("analyst", "writes", lambda es: es.index(index=f"{PREFIX}-listings", document={})),
    ("analyst", "users", lambda es: es.security.get_user()),
    ("api", "reads audit", lambda es: es.search(index=f"{PREFIX}-audit")),
    ("api", "writes", lambda es: es.index(index=f"{PREFIX}-listings", document={})),
    ("api", "keys", lambda es: es.index(index=f"{PREFIX}-api-keys", document={})),
    ("api", "gone", lambda es: es.indices.delete(index=NAMES.concrete("audit"))),
    ("auditor", "data", lambda es: es.search(index=f"{PREFIX}-listings")),
    ("monitor", "data", lambda es: es.search(index=f"{PREFIX}-listings")),
    ("operator", "data", lambda es: es.search(index=f"{PREFIX}-listings")),
    ("setup", "others", lambda es: es.indices.create(index="other-listings")),
]


@pytest.mark.parametrize(
    ("user", "ask"),
    [(user, ask) for user, _, ask in FORBIDDEN],
    ids=[f"{user}-{what}" for user, what, _ in FORBIDDEN],
)
def test_nobody_goes_beyond_their_rights(
    deployment: Deployment,
    crawled: dict[str, Any],
    user: str,
    ask: Callable[[Elasticsearch], object],
) -> None:
    with (
        deployment.client(f"stallwatch-{user}") as client,
        pytest.raises(ServiceRefusedError, match="does not let this user do that"),
        service_errors(),
    ):
        ask(client)


def test_api_can_neither_change_nor_remove_an_entry_of_the_audit(
    deployment: Deployment, api: httpx.Client
) -> None:
    assert api.get("/search", params={"q": "x"}).status_code == 200
    auditor = deployment.settings("stallwatch-auditor")
    index = f"{PREFIX}-audit"
    with connect(auditor) as client:
        before = audit_entries(client, auditor)
    entry = before[0].entry_id
    with deployment.client("stallwatch-api") as client:
        with pytest.raises(ServiceRefusedError), service_errors():
            client.index(index=index, id=entry, document={"purpose": "none"})
        with pytest.raises(ServiceRefusedError), service_errors():
            client.update(index=index, id=entry, doc={"purpose": "none"})
        with pytest.raises(ServiceRefusedError), service_errors():
            client.delete(index=index, id=entry)
    with connect(auditor) as client:
        assert audit_entries(client, auditor)[: len(before)] == before


def test_users_work_that_no_service_here_uses(
    deployment: Deployment, crawled: dict[str, Any]
) -> None:
    with deployment.client("stallwatch-operator") as client:
        assert client.snapshot.get_repository().body == {}
        assert client.cluster.put_settings(
            persistent={"cluster.routing.allocation.enable": None}
        )["acknowledged"]
    with deployment.client("stallwatch-monitor") as client:
        assert client.indices.stats(index=f"{PREFIX}-*")["_all"]
    with deployment.client("stallwatch-kibana") as client:
        assert client.security.authenticate()["roles"] == ["kibana_system"]
        assert client.indices.create(index=".kibana_8.19.0_001")["acknowledged"]
    ann = deployment.settings("stallwatch-analyst").model_copy(
        update={
            "elasticsearch_username": "ann",
            "elasticsearch_password_file": deployment.password_file("analysts/ann"),
        }
    )
    with connect(ann) as client:
        assert client.count(index=f"{PREFIX}-listings")["count"] > 0


def test_second_set_up_changes_nothing(
    deployment: Deployment, crawled: dict[str, Any]
) -> None:
    operator = deployment.installation("operator", "stallwatch-setup")
    words = ("setup", "credentials", str(deployment.credentials))
    assert operator.json(*words)["written"] == []
    with connect(deployment.settings(SETUP)) as client:
        assert create_indices(client, deployment.settings(SETUP)) == 0


def test_service_may_not_set_up_and_says_who_may(deployment: Deployment) -> None:
    # Another installation, whose indices do not exist: the worker's role does not reach it.
    settings = deployment.settings("stallwatch-worker").model_copy(
        update={"index_prefix": f"{PREFIX}-later"}
    )
    with (
        connect(settings) as client,
        pytest.raises(ServiceUnavailableError, match="stallwatch setup indices"),
    ):
        create_indices(client, settings)


@pytest.mark.parametrize(
    ("changes", "remedy"),
    [
        ({"elasticsearch_password_file": "wrong"}, "refuses these credentials"),
        ({"elasticsearch_username": "elastic"}, "refuses these credentials"),
        (
            {"elasticsearch_username": None, "elasticsearch_password_file": None},
            "refuses these credentials",
        ),
        ({"elasticsearch_ca_certs": "other"}, "authority that is not trusted"),
        ({"elasticsearch_url": "http", "elasticsearch_ca_certs": None}, "https://"),
    ],
    ids=["password", "elastic", "anonymous", "authority", "no-tls"],
)
def test_who_is_not_let_in_learns_why(
    deployment: Deployment, tmp_path: Path, changes: dict[str, Any], remedy: str
) -> None:
    (tmp_path / "wrong").write_text("k7Qw-2vZp_9sXb4Lm")
    (tmp_path / "other").write_text(make_authority(utc_now()).certificate)
    given = {
        name: tmp_path / value if value in {"wrong", "other"} else value
        for name, value in changes.items()
    }
    if given.get("elasticsearch_url"):
        given["elasticsearch_url"] = deployment.search_url.replace("https", "http")
    settings = deployment.settings("stallwatch-worker").model_copy(update=given)
    with (
        connect(settings) as client,
        pytest.raises(StallwatchError, match=remedy),
    ):
        wait_until_ready(client, timeout_s=0)


@pytest.mark.parametrize("user", ["", "stallwatch@"])
def test_redis_lets_nobody_in_without_the_password(
    deployment: Deployment, tmp_path: Path, user: str
) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("k7Qw-2vZp_9sXb4Lm")
    address = f"redis://{user}127.0.0.1:{deployment.redis_port}/0"
    given = {"redis_url": address} | ({"redis_password_file": wrong} if user else {})
    settings = Settings.model_validate(given)
    with pytest.raises(ServiceRefusedError, match="STALLWATCH_REDIS_PASSWORD_FILE"):
        wait_for_broker(settings, timeout_s=5)
    right = settings.model_copy(
        update={"redis_password_file": deployment.password_file("redis")}
    )
    if user:
        with connect_broker(right) as client:
            assert client.ping()


def test_elasticsearch_reads_the_requests_for_api_keys_and_roles(
    deployment: Deployment,
) -> None:
    # As far as the minimal server goes: it checks a request, and cannot keep what it asks for.
    with deployment.client(SETUP) as client:
        for role in roles(PREFIX):
            assert refusal(client, api_key_request(role, PREFIX)) == KEEPS_NOTHING
        wrong = api_key_request(roles(PREFIX)[0], PREFIX)
        wrong["role_descriptors"][SETUP]["cluster"] = ["no-such-privilege"]
        assert "unknown cluster privilege" in refusal(client, wrong)
    assert role_requests(PREFIX).keys() == {"stallwatch-analyst", "stallwatch-auditor"}


KEEPS_NOTHING = "Unknown filter type [pattern_capture] for [email]"


def refusal(client: Elasticsearch, request: dict[str, Any]) -> str:
    answer = client.options(ignore_status=400).security.create_api_key(**request)
    return str(answer["error"]["reason"])
