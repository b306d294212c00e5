"""Measures the pairs of accounts that analysts have judged, so that a model can learn from them."""

from core.errors import ConfigError
from nlp.linking.judged import decided_pairs, label_judged
from nlp.linking.linker import Linker
from nlp.linking.model import LinkModel
from nlp.linking.statistics import Statistics
from nlp.linking.training import LabelledPair
from search.linking_stores import LinkingStores
from workers.neighbourhood import StoredNeighbourhood


def judged_pairs(
    stores: LinkingStores, model: LinkModel, *, max_sharers: int
) -> list[LabelledPair]:
    """Return the judged pairs as training data: as the linker measures them now, labelled by the judgements in force.

    Unsure ones are left out, and positive ones that contradict negative ones.

    Args:
        stores: What is read; nothing is written.
        model: Any; weights change no measure.
        max_sharers: What more accounts show is a stop-value.

    Raises:
        ConfigError: Nothing was ever linked here.
        ServiceUnavailableError: Elasticsearch does not answer.
    """
    verdicts = stores.judgements.verdicts()
    named = stores.statistics.in_force()
    if named is None:
        raise ConfigError(
            "no accounts were linked in this index yet: run `stallwatch up` and wait for "
            "a round of linking, or train without --judgements"
        )
    linker = Linker(
        Statistics.from_bytes(stores.statistics.content(named)),
        model,
        StoredNeighbourhood(stores, max_sharers=max_sharers),
        max_sharers=max_sharers,
    )
    return label_judged(verdicts, linker.measure((), decided_pairs(verdicts)))
