"""The addresses of images, however a page loads them."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from lxml import etree

MAX_IMAGES = 50
"""Images of one field that are kept, as many as a record holds."""
MAX_URL_CHARS = 2_000
LAZY = ("data-src", "data-original", "data-lazy-src", "data-lazy", "data-image")
"""Where pages put the real address while ``src`` shows a placeholder."""
IMAGE_TAGS = ("img", "source", "image", "input", "amp-img")
_STYLE_URL = re.compile(r"url\(\s*['\"]?([^'\")]{1,2000})", re.IGNORECASE)
_CANDIDATE = re.compile(r"\S\s+\d{1,5}(?:\.\d{1,3})?[wxWX]\s*(?:,|$)")
"""An address in a ``srcset``, with its width or density."""
_SCHEMES = ("http://", "https://")


def image_urls(nodes: list[etree._Element | str], base_url: str) -> tuple[str, ...]:
    """Return the absolute addresses of the images that a selector found, each once.

    Of a string, itself; of an image, its best source; of a link, where it leads; of any other element, its background and the images
    inside it. Images inside the page itself (``data:``) have no address and are left out.
    """
    found: dict[str, None] = {}
    for node in nodes:
        for raw in addresses_in(node) if isinstance(node, str) else _addresses(node):
            url = _absolute(base_url, raw)
            if url is not None:
                found[url] = None
    return tuple(found)[:MAX_IMAGES]


def addresses_in(text: str) -> list[str]:
    """Return the addresses that the value of an attribute holds: of a ``style``, a ``srcset``, or itself."""
    if "url(" in text.lower():
        return [found[1] for found in _STYLE_URL.finditer(text[:10_000])]
    largest = _largest(text) if _CANDIDATE.search(text[:20_000]) else None
    return [largest or text]


def _addresses(element: etree._Element) -> Iterator[str]:
    if element.tag in IMAGE_TAGS:
        yield from _source(element)
        return
    if element.tag in {"a", "link"} and element.get("href"):
        yield element.get("href", "")
        return
    if element.tag == "meta":
        yield element.get("content", "")
        return
    yield from _background(element)
    for image in element.iter("img", "input"):
        yield from _source(image)


def _source(image: etree._Element) -> Iterator[str]:
    candidates = [image.get(name) for name in LAZY]
    candidates += [_largest(image.get("data-srcset")), _largest(image.get("srcset"))]
    candidates += [image.get("src"), image.get("href")]
    for candidate in candidates:
        if candidate and not candidate.strip().lower().startswith("data:"):
            yield candidate
            return
    yield from _background(image)


def _background(element: etree._Element) -> Iterator[str]:
    for name in ("data-background", "data-bg"):
        if value := element.get(name):
            yield value
    for found in _STYLE_URL.finditer(element.get("style", "")[:10_000]):
        yield found[1]


def _largest(srcset: str | None) -> str | None:
    """Return the address of the widest or densest candidate of a ``srcset``."""
    best: tuple[float, str] | None = None
    for candidate in (srcset or "")[:20_000].split(", "):
        url, _, size = candidate.strip().rstrip(",").partition(" ")
        digits = size.strip().rstrip("wxWX")
        try:
            weight = float(digits) if digits else 1.0
        except ValueError:
            weight = 0.0
        if url and (best is None or weight > best[0]):
            best = (weight, url)
    return best[1] if best else None


def _absolute(base_url: str, raw: str) -> str | None:
    address = raw.strip()
    if not address:
        return None
    try:
        url = urljoin(base_url, address)
    except ValueError:
        return None
    fits = url.lower().startswith(_SCHEMES) and len(url) <= MAX_URL_CHARS
    return url if fits else None
