import pytest
from elasticsearch import Elasticsearch

from core.errors import ConfigError
from core.ids import vendor_id
from core.links import EvidenceKind, Verdict
from core.mentions import EntityKind
from nlp.linking.keys import account_keys
from nlp.linking.model import load_model
from nlp.linking.portrait import draw_portrait
from search.indices import VectorModel, create_indices
from search.ingest_store import IngestStore
from search.linking_stores import LinkingStores, open_linking_stores
from tests.conftest import MakeSettings
from tests.search.builders import DIMENSIONS, make_mention, make_vendor
from workers.frozen import refresh_statistics
from workers.judged_training import judged_pairs

pytestmark = pytest.mark.elasticsearch

ANN, BOB, CY = (vendor_id(market, "northwind") for market in ("m1", "m2", "m3"))
MAIL = make_mention("desk@mail.example", kind=EntityKind.EMAIL)


@pytest.fixture
def stores(client: Elasticsearch, settings: MakeSettings) -> LinkingStores:
    """Three accounts of one name; two show one address."""
    here = settings()
    create_indices(client, here, VectorModel("test", DIMENSIONS))
    store = IngestStore(client, here)
    store.save_batch(
        [],
        [
            make_vendor("northwind", market=market, mentions=mentions)
            for market, mentions in (("m1", (MAIL,)), ("m2", (MAIL,)), ("m3", ()))
        ],
    )
    store.refresh()
    return open_linking_stores(client, here)


def test_judgements_are_training_data(stores: LinkingStores) -> None:
    for other, verdict in ((BOB, Verdict.POSITIVE), (CY, Verdict.NEGATIVE)):
        stores.judgements.judge(
            ANN, other, verdict=verdict, analyst="eve", reason="as seen"
        )
    with pytest.raises(ConfigError, match="without --judgements"):
        judged_pairs(stores, load_model(), max_sharers=4)

    statistics = refresh_statistics(stores)
    found = stores.accounts.fresh_accounts([ANN, BOB, CY])
    keys = (account_keys(draw_portrait(one, statistics)) for one in found.values())
    stores.keys.save(keys, statistics=statistics.version)
    pairs = judged_pairs(stores, load_model(), max_sharers=4)
    labels = {
        one.same_holder: EvidenceKind.SHARED_CONTACT in one.features for one in pairs
    }
    assert len(pairs) == 2
    assert labels == {True: True, False: False}
