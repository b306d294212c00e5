"""The vendor's own id, from the link that a listing shows with the vendor's name."""

from collections.abc import Iterator

from lxml import etree

from crawlers.pages.convert import FieldValue, strings_at
from crawlers.pages.links import absolute
from crawlers.pages.view import PageView, url_target
from crawlers.profile.fields import FieldProfile, ValueType
from crawlers.profile.pages import PageProfile


def linked_vendor_id(
    view: PageView, handle: FieldProfile, vendors: PageProfile
) -> FieldValue | None:
    """Return the id in the address to which the vendor's name leads, where it is a vendor page's.

    Args:
        view: The listing's page.
        handle: How the name is found.
        vendors: The vendor pages; their ``url`` says where in an address the id is.
    """
    for place in handle.find:
        if not any(strings_at(view, place, ValueType.TEXT)):
            continue
        for element in view.elements(place):
            for raw in _leads_to(element):
                url = absolute(view.base_url, raw)
                own_id = vendors.id_in(url_target(url)) if url else None
                if own_id:
                    return FieldValue(value=own_id, raw=own_id)
        return None
    return None


def _leads_to(element: etree._Element) -> Iterator[str]:
    """Yield the addresses of the link around an element, then of those inside it."""
    for link in (element, *element.iterancestors("a")):
        if link.tag == "a" and link.get("href"):
            yield link.get("href", "")
    for link in element.iterfind(".//a[@href]"):
        yield link.get("href", "")
