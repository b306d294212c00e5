import json

from search.client import connect
from search.indices import MAPPINGS, Indices, standing
from tests.cli.conftest import Stallwatch
from tests.conftest import MakeSettings


def test_indices_are_made_once_and_tied_to_the_encoder(
    stallwatch: Stallwatch, settings: MakeSettings
) -> None:
    here = settings()
    server = {
        "elasticsearch_url": here.search_url,
        "index_prefix": here.index_prefix,
    }
    done = stallwatch("setup", "indices", **server)
    assert done.returncode == 0, done.stderr
    assert f"{len(MAPPINGS)} of {len(MAPPINGS)} indices" in done.stdout
    again = json.loads(stallwatch("setup", "indices", "--json", **server).stdout)
    assert (again["created"], again["present"]) == (0, len(MAPPINGS))
    with connect(here) as client:
        held = standing(client, Indices(here.index_prefix))["listings"]
    assert held.meta["model_version"] == again["encoder"]


def test_server_that_is_away_is_waited_for_and_named(stallwatch: Stallwatch) -> None:
    away = {"elasticsearch_url": "http://127.0.0.1:9"}
    done = stallwatch("setup", "indices", "--wait", "0", **away)
    assert done.returncode == 1
    assert "Elasticsearch does not answer" in done.stderr
