"""E-mail addresses that a proxy has hidden from robots, shown again as a browser would show them."""

from lxml import etree

MARK = "data-cfemail"
"""Attribute in which Cloudflare keeps the address: a key byte, then each byte XORed with it, in hexadecimal."""
MAX_CHARS = 600


def show_emails(root: etree._Element) -> None:
    """Put the address back as the text of each element that hides one."""
    for element in root.iterfind(f".//*[@{MARK}]"):
        address = decoded(element.get(MARK, ""))
        if address is not None:
            for child in list(element):
                element.remove(child)
            element.text = address


def decoded(hidden: str) -> str | None:
    """Return the address in an attribute's value, or None where it holds none."""
    try:
        key, *rest = bytes.fromhex(hidden[:MAX_CHARS])
        address = bytes(byte ^ key for byte in rest).decode()
    except ValueError:
        return None
    return address if "@" in address and address.isprintable() else None
