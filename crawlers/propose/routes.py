"""Which addresses lead to which kind of page: the ``url`` patterns and what to follow."""

import re
from collections.abc import Mapping, Sequence

from core.text import fold
from crawlers.profile.pages import PageKind
from crawlers.propose.addresses import ANY, Shape, literal, shapes_of, value_class
from crawlers.propose.kinds import SampleKind
from crawlers.propose.sample import STAND_IN, Sample
from crawlers.propose.words import ADDRESS_WORDS, address_words

MAX_SHAPES = 3
"""Shapes of addresses of one kind that are followed."""
NEXT = re.compile(
    r"^(?:next|more|older|weiter|nachste|volgende|suivante?|siguiente|>>?|»|›|\d{1,4})\W{0,4}$"
)
_NEVER = re.compile(
    r"log-?out|abmelden|report|favou?r|cart|basket|order|message|inbox|msg|deposit|withdraw|"
    r"register|faq|support|ticket|settings?|wallet|login|delete|remove|logoff|signout|"
    r"chglang|become|rules|help|terms|pgp\.txt|captcha|affiliate|myfav|myblack",
    re.IGNORECASE,
)


def routes_of(
    grouped: Mapping[SampleKind, Sequence[Sample]],
) -> dict[PageKind, list[Shape]]:
    """Return the shapes of the addresses of each kind of page, the surest first."""
    samples = [sample for members in grouped.values() for sample in members]
    links = [
        link for number, sample in enumerate(samples) for link in sample.links(number)
    ]
    own = _own_targets(grouped)
    routes: dict[PageKind, list[tuple[float, Shape]]] = {kind: [] for kind in PageKind}
    titles = _headlines(grouped, SampleKind.LISTING)
    handles = _headlines(grouped, SampleKind.VENDOR)
    shapes = shapes_of(link for link in links if not _NEVER.search(link.target))
    for shape in shapes:
        scores = _scores(shape, own, titles=titles, handles=handles)
        best = max(scores, key=lambda kind: scores[kind])
        if scores[best] >= 2:
            routes[best].append((scores[best] + len(shape.targets) / 1_000, shape))
    for shape in shapes:
        _join_by_key(shape, routes)
    return {
        kind: [shape for _, shape in sorted(found, key=lambda item: -item[0])][
            :MAX_SHAPES
        ]
        for kind, found in routes.items()
    }


def url_pattern(kind: PageKind, shapes: Sequence[Shape]) -> str | None:
    """Return the expression over path and query that a kind of page is known by, if any is."""
    if kind is PageKind.CATEGORY:
        pieces = [_category_piece(shape, shapes) for shape in shapes if shape.head]
        return f"^/({'|'.join(dict.fromkeys(['', *pieces]))})$"
    varying = [shape for shape in shapes if shape.varies and not shape.paging]
    if not varying:
        return None
    heads = list(dict.fromkeys(shape.head for shape in varying))
    head = f"(?:{'|'.join(heads)})" if len(heads) > 1 else heads[0]
    tails = dict.fromkeys(literal(shape.after) + shape.rest for shape in varying)
    kept = value_class([value for shape in varying for value in shape.values])
    ends = [tail for tail in tails if tail]
    tail = "".join(ends)
    if len(tails) > 1:
        tail = f"(?:{'|'.join(ends)})" + ("?" if "" in tails else "")
    return (
        f"^/{head}(?P<external_id>{kept}{'?' if ends and kept == ANY else ''}){tail}$"
    )


def host_of(samples: Sequence[Sample]) -> str | None:
    """Return the origin of pages that know their own address, None where none does."""
    origins = [
        sample.url[: -len(sample.view.target)]
        if sample.url.endswith(sample.view.target)
        else None
        for sample in samples
        if sample.has_own_address
    ]
    known = [origin for origin in origins if origin and STAND_IN not in origin]
    return max(known, key=known.count) if known else None


def is_paging(shape: Shape) -> bool:
    """Return whether links of a shape turn the pages of a long list."""
    texts = {fold(link.text) for link in shape.links}
    return shape.paging or any(NEXT.match(text) for text in texts)


def _join_by_key(
    shape: Shape, routes: Mapping[PageKind, list[tuple[float, Shape]]]
) -> None:
    """Add "?id=5" to the addresses that name the same thing by the same key."""
    if any(shape is other for found in routes.values() for _, other in found):
        return
    for found in routes.values():
        for _, other in found:
            same = set(shape.values) & set(other.values)
            if shape.query_key and shape.query_key == other.query_key and same:
                found.append((0.5, shape))
                return


def _own_targets(
    grouped: Mapping[SampleKind, Sequence[Sample]],
) -> dict[PageKind, frozenset[str]]:
    return {
        kind: frozenset(
            sample.view.target
            for sample in grouped.get(SampleKind(kind.value), ())
            if sample.has_own_address
        )
        for kind in PageKind
    }


def _headlines(
    grouped: Mapping[SampleKind, Sequence[Sample]], kind: SampleKind
) -> frozenset[str]:
    texts = [
        " ".join("".join(node.root.itertext()).split())
        for sample in grouped.get(kind, ())
        for node in sample.view.selector.css("h1, h2, h3, h4")
    ]
    return frozenset(fold(text) for text in texts if 2 <= len(text) <= 300)


def _scores(
    shape: Shape,
    own: Mapping[PageKind, frozenset[str]],
    *,
    titles: frozenset[str],
    handles: frozenset[str],
) -> dict[PageKind, float]:
    static = address_words(f"{shape.before} {shape.after}")
    scores = dict.fromkeys(PageKind, 0.0)
    targets = frozenset(shape.targets)
    texts = {fold(link.text) for link in shape.links if link.text}
    for kind in PageKind:
        scores[kind] += 4 * bool(own[kind] & targets)
        if set(static) & ADDRESS_WORDS[kind.value]:
            scores[kind] += 2
    if shape.varies:
        scores[PageKind.LISTING] += 3 * bool(texts & titles)
        scores[PageKind.VENDOR] += 3 * bool(texts & handles)
        long = sum(len(text) >= 15 for text in texts)
        scores[PageKind.LISTING] += long >= 5 and long >= 0.5 * len(texts)
        taken = max(scores[PageKind.LISTING], scores[PageKind.VENDOR]) >= 2
        turned = PageKind.FEEDBACK if taken else PageKind.CATEGORY
        scores[turned] += 2 * is_paging(shape)
    else:
        scores[PageKind.LISTING] = scores[PageKind.VENDOR] = 0
        scores[PageKind.FEEDBACK] = 0
    return scores


def _category_piece(shape: Shape, shapes: Sequence[Shape]) -> str:
    if not shape.varies:
        return shape.head
    path, mark, _ = shape.before.partition("?")
    for other in shapes if shape.paging and mark else ():
        if other.varies and "?" not in other.before and other.value_of(f"/{path}"):
            # The samples show further pages of one category: all have them.
            query = shape.head.rpartition(r"\?")[2]
            return rf"{_category_piece(other, ())}\?{query}\d+"
    kept = r"\d+" if shape.paging else value_class(shape.values)
    return f"{shape.head}{kept}{literal(shape.after)}{shape.rest}"


def is_harmful(url: str) -> bool:
    """Return whether following an address might do something, such as log out or order."""
    return bool(_NEVER.search(url))
