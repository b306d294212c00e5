"""The steps from one mapping version to the next, each by the code that writes the fields."""

from collections.abc import Callable, Mapping, Sequence

from core.records import CrawlRun
from search.account_faces import faces_document, read_faces
from search.documents import Document, create_action
from search.migration.sources import Sources, Upgrade, each
from search.resolved import host_of, resolved, span
from search.run_documents import (
    NOT_OF_A_RUN,
    fill_documents,
    run_document,
    run_from,
)
from search.scan import iter_hits
from search.verdicts import verdicts_in_force
from search.writer import Action, write

FACES = frozenset({"handles", "markets"})
VERDICT = "verdict"


def with_resolved(offer: Document) -> Document:
    """Return a listing, or an observation of one, with what charts compare markets by."""
    return offer if "resolved" in offer else offer | {"resolved": resolved(offer)}


def with_host(page: Document) -> Document:
    """Return what a page showed with the host that it was read from."""
    url = page.get("url")
    if url is None or "host" in page:
        return page
    return page | {"host": host_of(url)}


def with_span(state: Document) -> Document:
    """Return a state with the time in which it was seen, and the host."""
    known = with_host(state)
    # Always: an earlier program keeps the field and moves the moments that it is made of.
    return known | {"seen": span(known["first_seen_at"], known["last_seen_at"])}


def listing(state: Document) -> Document:
    """Return a listing with all that charts need of it."""
    return with_span(with_resolved(state))


def observation(offer: Document) -> Document:
    """Return an observation of a listing with all that charts need of it."""
    return with_host(with_resolved(offer))


def with_length(run: Document) -> Document:
    """Return a run with how many listings it met and how long it took."""
    if run.keys() >= NOT_OF_A_RUN:
        return run
    full = run_document(CrawlRun.model_validate(run))
    return run | {name: full[name] for name in NOT_OF_A_RUN}


def links_with_faces(links: Sequence[Document], sources: Sources) -> list[Document]:
    """Return links with the handles and markets of their accounts, and the decisions."""
    lacking = [one for one in links if not ({VERDICT, *FACES} <= one.keys())]
    ends = {end for one in lacking for end in (one["left"], one["right"])}
    if not ends:
        return list(links)
    faces = read_faces(sources.client, sources.indices.alias("vendors"), ends)
    verdicts = verdicts_in_force(
        sources.client, sources.indices.alias("judgements"), ends
    )
    new = {
        (one["left"], one["right"]): {
            **faces_document(faces, (one["left"], one["right"])),
            VERDICT: verdicts.get((one["left"], one["right"])),
        }
        for one in lacking
    }
    return [one | new.get((one["left"], one["right"]), {}) for one in links]


def clusters_with_faces(
    clusters: Sequence[Document], sources: Sources
) -> list[Document]:
    """Return clusters with the handles and markets of their accounts."""
    lacking = [one for one in clusters if not one.keys() >= FACES]
    members = {member for one in lacking for member in one["vendor_ids"]}
    if not members:
        return list(clusters)
    faces = read_faces(sources.client, sources.indices.alias("vendors"), members)
    return [
        one if one.keys() >= FACES else one | faces_document(faces, one["vendor_ids"])
        for one in clusters
    ]


def fill_rates(sources: Sources) -> None:
    """Write the fill rates of runs that were kept before there was an index of them."""
    alias = sources.indices.alias("fill-rates")
    actions: list[Action] = []
    for hit in iter_hits(sources.client, sources.indices.alias("runs"), refresh=True):
        rates = fill_documents(run_from(hit["_source"])).items()
        actions += [create_action(alias, key, one) for key, one in rates]
    write(sources.client, actions)


UPGRADES: Mapping[int, Mapping[str, Upgrade]] = {
    4: {
        "listings": each(listing),
        "listing-observations": each(observation),
        "vendors": each(with_span),
        "vendor-observations": each(with_host),
        "feedback": each(with_span),
        "runs": each(with_length),
        "links": Upgrade(links_with_faces, looked_up=FACES | {VERDICT}),
        "clusters": Upgrade(clusters_with_faces, looked_up=FACES),
    }
}
"""Steps by the version that they start from, and by the index's name."""
DERIVED: Mapping[str, Callable[[Sources], None]] = {"fill-rates": fill_rates}
"""What fills an index that is new in a version; twice is as once."""
