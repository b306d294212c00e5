import json

import pytest
from elasticsearch import Elasticsearch

from cli.migrate import migrate
from core.errors import ConfigError, ConflictError
from core.settings import Settings
from search.due_store import DueStore
from search.indices import MAPPINGS, SCHEMA_VERSION
from tests.conftest import MakeSettings
from tests.search.migration.conftest import behind, fill, make_old


@pytest.fixture
def here(
    client: Elasticsearch, settings: MakeSettings, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    """An installation whose due accounts are of the version before."""
    made = settings()
    monkeypatch.setenv("STALLWATCH_HOME", str(made.home))
    monkeypatch.setenv("STALLWATCH_ELASTICSEARCH_URL", str(made.elasticsearch_url))
    monkeypatch.setenv("STALLWATCH_INDEX_PREFIX", made.index_prefix)
    alias = make_old(client, made, "due-accounts").alias("due-accounts")
    fill(client, alias, [("a", {"vendor_id": "a"})])
    return made


def test_migrate_from_the_plan_to_the_end(
    client: Elasticsearch, here: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert migrate(dry_run=True) == 0
    assert "due-accounts-v" in capsys.readouterr().out
    assert migrate(prepare=True) == 0
    told = capsys.readouterr()
    assert "1 documents copied" in told.out
    assert "not in force yet" in told.out
    assert "nothing is in force yet" in told.err
    assert behind(client, here, "due-accounts").version == SCHEMA_VERSION - 1
    assert migrate() == 0
    told = capsys.readouterr()
    assert "writers waited" in told.out
    assert "--remove-old" in told.err
    assert behind(client, here, "due-accounts").version == SCHEMA_VERSION
    assert migrate(dry_run=True) == 0
    assert "nothing to do" in capsys.readouterr().out

    DueStore(client, here).mark(["b"])
    with pytest.raises(ConflictError, match="--hide-new"):
        migrate(back=True)
    assert migrate(back=True, dry_run=True) == 0
    assert "kept" in capsys.readouterr().out
    assert migrate(back=True, hide_new=True) == 0
    assert "in force again, 1 later writes hidden" in capsys.readouterr().out
    assert migrate(json=True) == 0
    assert json.loads(capsys.readouterr().out)["indices"][0]["documents"] == 1
    assert migrate(remove_old=True, json=True) == 0
    removed = json.loads(capsys.readouterr().out)["removed"]
    assert len(removed) == 2
    assert migrate(remove_old=True) == 0
    assert "nothing to delete" in capsys.readouterr().out
    assert len(client.indices.get(index=f"{here.index_prefix}-*")) == len(MAPPINGS)


@pytest.mark.parametrize(
    "options",
    [{"back": True, "prepare": True}, {"hide_new": True}],
    ids=lambda options: "+".join(options),
)
def test_migrate_refuses_what_does_not_go_together(options: dict[str, bool]) -> None:
    with pytest.raises(ConfigError, match="--back"):
        migrate(**options)
