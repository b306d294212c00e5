"""Links a population whose holders are known, and scores what comes out."""

from core.ids import pair_id
from core.links import VendorLink
from nlp.linking.clusters import group_accounts
from nlp.linking.evaluate import LinkReport, RatedPair, evaluate_pairs
from nlp.linking.labelled import LabelledAccounts
from nlp.linking.model import LinkModel
from nlp.linking.views import View, show_accounts
from nlp.linking.whole import Encode, linker_in_memory


def evaluate_view(
    population: LabelledAccounts,
    model: LinkModel,
    view: View,
    *,
    threshold: float,
    within_market: bool,
    encode: Encode | None = None,
) -> LinkReport:
    """Link accounts as a view shows them and score the links against their holders.

    Args:
        population: The accounts; those of unknown holder are linked too, and not counted.
        model: The weights.
        view: What of the accounts is shown.
        threshold: Least probability of a link.
        within_market: Also pair accounts of one market.
        encode: Embeds listings; without it no meaning is compared.
    """
    linker, accounts = linker_in_memory(
        show_accounts(population.accounts, view),
        model,
        within_market=within_market,
        encode=encode,
    )
    rated = [
        RatedPair(left=one.left, right=one.right, score=one.score)
        for one in linker.score(accounts)
    ]
    links = [
        _bare_link(one, model) for one in rated if one.score.probability >= threshold
    ]
    return evaluate_pairs(
        rated,
        population.known(),
        group_accounts(links, {}).groups,
        model=model,
        threshold=threshold,
        within_market=within_market,
    )


def _bare_link(rated: RatedPair, model: LinkModel) -> VendorLink:
    """Return a link without its reasons: clusters need only its weight."""
    return VendorLink(
        link_id=pair_id("link", rated.left, rated.right),
        left=rated.left,
        right=rated.right,
        weight=rated.score.weight,
        probability=rated.score.probability,
        evidence=(),
        scorer=model.version,
    )
