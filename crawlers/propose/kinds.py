"""What each sample page is: by its address or file name, its labels, prices, forms and keys."""

import re
from collections import defaultdict
from collections.abc import Sequence
from enum import StrEnum

from crawlers.pages.view import Match
from crawlers.profile.pages import PageKind
from crawlers.propose.addresses import key_of
from crawlers.propose.sample import Sample
from crawlers.propose.words import ADDRESS_WORDS, address_words, field_of_label

SMALL_CHARS = 3_000
NOTICE_CHARS = 500
"""A page that says that there is nothing says little else."""
_AMOUNT = re.compile(
    r"(?:[$€£¥฿₿]|\b(?:USD|EUR|GBP|BTC|XMR|LTC|AUD|CAD)\b)\s?\d|\d\s?(?:[$€£¥฿₿]|(?:USD|EUR|GBP|BTC|XMR|LTC|AUD|CAD)\b)"
)
_PUZZLE = re.compile(
    r"ddos|captcha|challenge|are you (?:a )?human|not a (?:ro)?bot|security check|"
    r"please wait|redirecting|verify you",
    re.IGNORECASE,
)
_MISSING = re.compile(
    r"not found|does not exist|no longer|nicht gefunden|gibt es nicht|error 404|404 error",
    re.IGNORECASE,
)


class SampleKind(StrEnum):
    """What a sample page shows; the first four are kinds of a profile."""

    CATEGORY = "category"
    LISTING = "listing"
    VENDOR = "vendor"
    FEEDBACK = "feedback"
    LOGIN = "login"
    CHALLENGE = "challenge"
    MISSING = "missing"
    OTHER = "other"


def group_samples(samples: Sequence[Sample]) -> dict[SampleKind, list[Sample]]:
    """Return the samples by what they show; pages of one address shape go together."""
    clusters: dict[object, list[Sample]] = defaultdict(list)
    grouped: dict[SampleKind, list[Sample]] = defaultdict(list)
    for sample in samples:
        barrier = barrier_of(sample)
        if barrier is not None:
            grouped[barrier].append(sample)
        else:
            clusters[_cluster(sample)].append(sample)
    for members in clusters.values():
        grouped[_kind_of(members)] += members
    return grouped


def _cluster(sample: Sample) -> object:
    if sample.has_own_address:
        return key_of(sample.view.target)
    folder, _, name = sample.name.rpartition("/")
    return (folder, re.sub(r"\d+", "#", re.sub(r"\.\w+$", "", name)))


def barrier_of(sample: Sample) -> SampleKind | None:
    """Return what stands before content: a login, challenge or missing page; else None."""
    root = sample.view.selector
    if root.css('input[type="password" i]') and not _is_busy(sample):
        return SampleKind.LOGIN
    small = sample.text_chars < SMALL_CHARS
    puzzle = root.css('img[src*="captcha" i], [id*="captcha" i], [class*="captcha" i]')
    words = _PUZZLE.search(f"{sample.title} {sample.view.lower_text[:600]}")
    refresh = root.css('meta[http-equiv="refresh" i]') and sample.text_chars < 400
    if small and not _is_busy(sample) and (puzzle or refresh or words):
        return SampleKind.CHALLENGE
    notice = sample.text_chars < NOTICE_CHARS and not _is_busy(sample)
    if notice and _MISSING.search(sample.view.lower_text):
        return SampleKind.MISSING
    return None


def _is_busy(sample: Sample) -> bool:
    """Return whether a page shows content beside a form or a notice."""
    return max(_label_scores(sample).values()) >= 3 or _amounts(sample) >= 3


def _kind_of(members: list[Sample]) -> SampleKind:
    totals: dict[str, float] = defaultdict(float)
    for sample in members:
        for kind, score in _scores(sample).items():
            totals[kind] += score / len(members)
    best = max(totals, key=lambda kind: totals[kind])
    return SampleKind(best) if totals[best] >= 1 else SampleKind.OTHER


def _scores(sample: Sample) -> dict[str, float]:
    scores: dict[str, float] = dict.fromkeys(
        ("listing", "vendor", "category", "feedback"), 0.0
    )
    words = set(address_words(sample.view.target))
    folder = set(
        address_words("" if "://" in sample.name else sample.name.rpartition("/")[0])
    )
    for kind in scores:
        # "/vendor/x/feedback" is feedback: the rarer word says more.
        scores[kind] += (4 if kind == "feedback" else 3) * bool(
            words & ADDRESS_WORDS[kind]
        )
        scores[kind] += 5 * bool(folder & ADDRESS_WORDS[kind])
    labels = _label_scores(sample)
    scores["listing"] += min(4, labels[PageKind.LISTING])
    scores["vendor"] += min(4, labels[PageKind.VENDOR])
    if "BEGIN PGP PUBLIC" in sample.view.selector.root.xpath("string()"):
        scores["vendor"] += 2
    if any("Product" in str(node.get("@type")) for node in sample.view.jsonld):
        scores["listing"] += 4
    amounts = _amounts(sample)
    scores["category"] += 3 * (amounts >= 5) + (amounts >= 10) * 2
    if sample.view.target == "/":
        scores["category"] += 3
    if _repeats(sample) >= 4:
        scores["category"] += 2
    return scores


def _label_scores(sample: Sample) -> dict[PageKind, int]:
    texts = sample.labels
    return {
        kind: len({name for text in texts if (name := field_of_label(kind, text))})
        for kind in (PageKind.LISTING, PageKind.VENDOR)
    }


def _amounts(sample: Sample) -> int:
    cells = sample.view.selector.xpath(
        "//*[self::td or self::div or self::span or self::b or self::p or self::li]"
        "[not(*)]"
    )
    return sum(
        bool(_AMOUNT.search(Match(cell.root).text[:80])) for cell in cells[:3_000]
    )


def _repeats(sample: Sample) -> int:
    """Return how many links with longer texts share the parent's tag and class."""
    groups: dict[object, set[str]] = defaultdict(set)
    for link in sample.links(0):
        parent = link.element.getparent()
        if parent is not None and len(link.text) >= 12:
            key = (parent.tag, parent.get("class"), link.element.get("class"))
            groups[key].add(link.target)
    return max((len(targets) for targets in groups.values()), default=0)
