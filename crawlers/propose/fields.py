"""The fields of listing and vendor pages: what is proposed for each, and how well it reads."""

import re
from collections.abc import Sequence
from typing import Any

from core.text import fold
from crawlers.pages.convert import FieldValue
from crawlers.profile.fields import ValueType
from crawlers.profile.pages import FIELD_TYPES, PageKind
from crawlers.propose.addresses import Shape, literal, value_class
from crawlers.propose.candidates import (
    hinted_candidates,
    jsonld_candidates,
    label_candidates,
    labelled,
    patterned_candidates,
)
from crawlers.propose.choose import choose_field
from crawlers.propose.longtexts import longtext_candidates
from crawlers.propose.places import (
    Candidate,
    KindPages,
    ProposedField,
    css_of,
    differs,
    is_filled,
    within_ancestors,
)
from crawlers.propose.words import field_of_label, is_noise

LOOSE = frozenset({"contact", "pgp_key", "stock", "ships_to", "ships_from", "images"})
"""Fields that healthy pages may lack."""
MAX_ATTRIBUTES = 8
MAX_NAME_CHARS = 60
_HEADINGS = ("h1", "h2", "h3", "h4")


def propose_fields(pages: KindPages) -> list[ProposedField]:
    """Return the fields of a kind of page that the sample pages fill."""
    found = []
    for name in FIELD_TYPES[pages.kind]:
        proposed = _propose(pages, name)
        if proposed is not None:
            found.append(proposed)
    found.sort(key=lambda one: one.name not in {"title", "handle"})
    return found + _attributes(pages)


def _propose(pages: KindPages, name: str) -> ProposedField | None:
    special = {
        "title": _named,
        "handle": _named,
        "vendor_handle": _vendor_handle,
        "vendor_external_id": _vendor_id,
        "external_id": _own_id,
        "category_path": _category_path,
        "images": _images,
        "pgp_key": _pgp,
        "description": _long_text,
        "profile": _long_text,
    }
    make = special.get(name)
    if make is not None:
        return make(pages, name)
    return choose_field(
        pages,
        name,
        [
            *jsonld_candidates(name),
            *label_candidates(pages, name),
            *hinted_candidates(pages, name),
            *patterned_candidates(pages, name),
        ],
        accepts=_is_short if pages.type_of(name) is ValueType.TEXT else differs,
        min_fill=0.01 if name in LOOSE else 0.3,
    )


def _is_short(found: Sequence[FieldValue]) -> bool:
    return differs(found) and all(len(item.raw) <= 200 for item in found)


def _named(pages: KindPages, name: str) -> ProposedField | None:
    """Return where the title or handle stands: a heading, checked against what links say."""
    known = pages.names.get(name, frozenset())

    def is_name(found: Sequence[FieldValue]) -> bool:
        raws = [fold(item.raw) for item in found if is_filled(item)]
        apart = len(pages.samples) < 2 or len(set(raws)) > max(1, len(raws) // 2)
        short = all(len(raw) <= 300 for raw in raws)
        return apart and short

    def trust(candidate: Candidate) -> float:
        found = pages.read(candidate.asked, ValueType.TEXT)
        raws = [fold(item.raw) for item in found if is_filled(item)]
        hits = sum(raw in known for raw in raws) if known else 0
        titled = sum(
            bool(item.raw) and fold(item.raw) in fold(sample.title)
            for item, sample in zip(found, pages.samples, strict=True)
        )
        return -(2 * hits + titled) / max(1, len(raws))

    candidates = [
        *jsonld_candidates(name),
        *_headings(pages),
        *(label_candidates(pages, name) if name == "handle" else ()),
        *hinted_candidates(pages, name),
        *_self_links(pages),
    ]
    ranked = sorted(candidates, key=trust)
    jsonld = [item for item in ranked if "jsonld" in item.place]
    return choose_field(pages, name, [*jsonld, *ranked], accepts=is_name, min_fill=0.5)


def _headings(pages: KindPages) -> list[Candidate]:
    found: list[Candidate] = []
    for tag in _HEADINGS:
        classes = [
            css for css in pages.unique if css.startswith((f"{tag}.", f"{tag}#"))
        ]
        inside = [css for css in pages.unique if css.endswith(f" > {tag}")]
        alone = all(len(view.selector.css(tag)) <= 1 for view in pages.views)
        for css in [*classes[:2], *([tag] if alone else []), *inside[:3]]:
            found.append(Candidate({"css": css}))
            own_text = {"css": f"{css}::text", "regex": r"\S+"}
            if pages.kind is PageKind.VENDOR:
                found.append(Candidate(own_text, guess="the first word of the heading"))
    return found


def _self_links(pages: KindPages) -> list[Candidate]:
    """Return links of a page to itself: their text is a title, their address names an account."""
    found: list[Candidate] = []
    for shape in pages.shapes.get(pages.kind, ()):
        for css in _own_links(pages, shape):
            if pages.kind is PageKind.VENDOR:
                place = {"css": css, "attr": "href", "regex": _kept(shape)}
                found.append(Candidate(place, guess="the name as addresses write it"))
            else:
                guess = "the first link to a page like this one"
                found.append(Candidate({"css": css}, guess=guess))
    return found


def _own_links(pages: KindPages, shape: Shape) -> list[str]:
    """Return selectors of links of one shape on these pages, wide ones first."""
    found = {shape.css: 0}
    for link in shape.links:
        if _is_of(pages, link.element):
            for css in within_ancestors(link.element, shape.css):
                found[css] = found.get(css, 0) + 1
    return sorted(found, key=lambda css: -found[css] if css != shape.css else -(10**6))[
        :12
    ]


def _kept(shape: Shape) -> str:
    """Return an expression that cuts the id out of an address, relative or not."""
    before = literal(shape.before.rpartition("?")[2])
    values = value_class(shape.values)
    if shape.after:
        return f"{before}({values}?){literal(shape.after)}"
    return f"{before}({values})"


def _vendor_links(pages: KindPages) -> list[tuple[str, str]]:
    """Return selectors of the link to the vendor, best first, and the id's expression."""
    found: dict[str, str] = {}
    for shape in pages.shapes.get(PageKind.VENDOR, ()):
        if not shape.varies:
            continue
        kept = _kept(shape)
        links = [
            link
            for link in shape.links
            if pages.samples and _is_of(pages, link.element)
        ]
        for link in links:
            for css in css_of(link.element):
                found.setdefault(css.replace(" > a", f" > {shape.css}"), kept)
            for css in within_ancestors(link.element, shape.css):
                found.setdefault(css, kept)
        found.setdefault(shape.css, kept)
    return list(found.items())


def _is_of(pages: KindPages, element: Any) -> bool:
    root = element.getroottree().getroot()
    return any(root is sample.root for sample in pages.samples)


def _vendor_handle(pages: KindPages, name: str) -> ProposedField | None:
    links = [
        Candidate(
            {"css": css}, guess=None if "." in css else "is it the vendor's link?"
        )
        for css, _ in _vendor_links(pages)
    ]
    ranked = sorted(links, key=lambda item: _rank(pages, item))
    return choose_field(
        pages,
        name,
        [*jsonld_candidates(name), *ranked, *label_candidates(pages, name)],
        accepts=_is_handle,
    )


def _is_handle(found: Sequence[FieldValue]) -> bool:
    raws = [item.raw for item in found if is_filled(item)]
    return differs(found) and all(len(raw) <= MAX_NAME_CHARS for raw in raws)


def _rank(pages: KindPages, candidate: Candidate) -> float:
    """Return how far a link is from what the label says of the vendor; lower is better."""
    beside = [
        [item.raw for item in pages.read(other.asked, ValueType.TEXT)]
        for other in label_candidates(pages, "vendor_handle")
    ]
    found = [item.raw for item in pages.read(candidate.asked, ValueType.TEXT)]
    agree = sum(
        bool(raw) and any(raw in texts[number] for texts in beside)
        for number, raw in enumerate(found)
    )
    return -agree / max(1, len(found))


def _vendor_id(pages: KindPages, name: str) -> ProposedField | None:
    handle = _vendor_handle(pages, "vendor_handle")
    lead = handle.asked["find"] if handle else []
    used = [place.get("css") for place in lead]
    links = sorted(_vendor_links(pages), key=lambda item: item[0] not in used)
    candidates = [
        Candidate({"css": css, "attr": "href", "regex": pattern})
        for css, pattern in links
    ]
    ranked = [item for item in candidates if item.place["css"] in used] or sorted(
        candidates,
        key=lambda item: _rank(pages, Candidate({"css": item.place["css"]})),
    )
    return choose_field(pages, name, ranked, min_fill=0.9)


def _own_id(pages: KindPages, name: str) -> ProposedField | None:
    """Return where a page without an address of its own says which thing it shows."""
    if any(sample.has_own_address for sample in pages.samples):
        return None
    candidates = [
        Candidate(
            {"css": css, "attr": "href", "regex": _kept(shape)},
            guess="saved pages have no address: the id is read from a link to itself",
        )
        for shape in pages.shapes.get(pages.kind, ())
        if shape.varies
        for css in _own_links(pages, shape)
    ]

    def is_id(found: Sequence[FieldValue]) -> bool:
        raws = [item.raw for item in found if is_filled(item)]
        return len(raws) > 1 and len(set(raws)) >= 0.9 * len(raws)

    return choose_field(
        pages,
        name,
        [*candidates, *label_candidates(pages, name)],
        accepts=is_id,
        min_fill=0.9,
    )


def _category_path(pages: KindPages, name: str) -> ProposedField | None:
    found = [item.asked for item in label_candidates(pages, name)] + [
        {"find": [{"css": css}]} for css in _crumbs(pages)
    ]
    for asked in found:
        values = pages.read(asked, ValueType.LIST)
        if sum(map(is_filled, values)) < 0.6 * len(values) or not differs(values):
            continue
        candidate = Candidate(asked["find"][0])
        separator = _separator([item.raw for item in values])
        if separator:
            candidate = Candidate(candidate.place, {"separator": separator})
        if all(re.fullmatch(r"\[.*\]", item.raw) for item in values if item.raw):
            candidate = Candidate(
                candidate.place | {"regex": r"^\[(.*)\]$"}, candidate.more
            )
        return choose_field(pages, name, [candidate])
    return None


def _crumbs(pages: KindPages) -> list[str]:
    hint = re.compile(r"crumb|path|pfad|prefix|step|categ|rubrik", re.IGNORECASE)
    counts: dict[str, int] = {}
    for view in pages.views:
        for element in view.selector.css("[class]")[:2_000]:
            classes = [
                f".{name}" for name in (element.attrib["class"] or "").split()[:3]
            ]
            for css in [*css_of(element.root), *classes]:
                if hint.search(css.rpartition(" ")[2]) and ">" not in css:
                    counts[css] = counts.get(css, 0) + 1
    # Of a path and its steps, the steps are the list: they come later and are more.
    known = list(counts)
    return sorted(known, key=lambda css: (-counts[css], -known.index(css)))


def _separator(raws: Sequence[str]) -> str | None:
    for sign in (" / ", " > ", " » ", " › ", " - "):
        if sum(sign in raw for raw in raws) > 0.5 * len(raws):
            return sign
    return None


def _images(pages: KindPages, name: str) -> ProposedField | None:
    found: dict[str, set[str]] = {}
    for view in pages.views:
        for image in view.selector.css("img[src]"):
            for css in css_of(image.root):
                found.setdefault(css, set()).add(str(image.attrib["src"]))
    # A logo is the same on every page.
    ranked = sorted(found, key=lambda css: -len(found[css]))
    least = max(1, 0.6 * len(pages.samples))
    hint = re.compile(r"avatar|logo|icon|captcha|badge|smil|flag", re.IGNORECASE)
    candidates = [
        Candidate({"css": css}, guess="are these the pictures of the offer?")
        for css in ranked
        if len(found[css]) >= least and not hint.search(f"{css} {min(found[css])}")
    ]
    return choose_field(pages, name, candidates[:3], accepts=differs, min_fill=0.3)


def _pgp(pages: KindPages, name: str) -> ProposedField | None:
    paths = (
        "//*[not(*[contains(., 'BEGIN PGP PUBLIC')])][contains(., 'BEGIN PGP PUBLIC')]"
    )
    places: dict[str, None] = {}
    for view in pages.views:
        for element in view.selector.xpath(paths)[:3]:
            node = element.root
            for css in css_of(node):
                places.setdefault(css)
            if node.tag in {"textarea", "pre", "code"}:
                places.setdefault(str(node.tag))
    ranked = sorted(places, key=lambda css: (css not in pages.unique, len(css)))
    return choose_field(
        pages, name, [Candidate({"css": css}) for css in ranked], min_fill=0.01
    )


def _long_text(pages: KindPages, name: str) -> ProposedField | None:
    return choose_field(
        pages, name, [*longtext_candidates(pages), *jsonld_candidates(name)]
    )


def _attributes(pages: KindPages) -> list[ProposedField]:
    """Return what further labels hold: it is kept raw."""
    found: list[ProposedField] = []
    for text in pages.labels.values():
        if (
            field_of_label(pages.kind, text)
            or is_noise(text)
            or len(found) >= MAX_ATTRIBUTES
        ):
            continue
        name = re.sub(r"[^a-z0-9]+", "_", fold(text)).strip("_")
        if not re.match(r"[a-z]{2}", name) or name in FIELD_TYPES[pages.kind]:
            continue
        proposed = choose_field(
            pages,
            name,
            labelled(pages, text, ValueType.TEXT),
            accepts=_is_short,
            min_fill=0.6,
            value_type=ValueType.TEXT,
        )
        if proposed is not None:
            found.append(proposed)
    return found
