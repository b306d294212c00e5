"""Payment addresses in the markup of a page, to compare pages with one another."""

import hashlib
import re

CHECKSUM_BYTES = 4
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BASE58 = re.compile(
    r"(?<![A-Za-z0-9])[13LM][1-9A-HJ-NP-Za-km-z]{25,33}(?![A-Za-z0-9])"
)
_OTHERS = (
    re.compile(r"(?<![A-Za-z0-9])(?:bc1|ltc1)[ac-hj-np-z02-9]{25,71}(?![A-Za-z0-9])"),
    re.compile(r"(?<![A-Za-z0-9])[48][0-9AB][1-9A-HJ-NP-Za-km-z]{93}(?![A-Za-z0-9])"),
    re.compile(r"(?<![A-Za-z0-9])0x[0-9a-fA-F]{40}(?![A-Za-z0-9])"),
)


def payment_addresses(markup: str) -> frozenset[str]:
    """Return the Bitcoin, Litecoin, Monero and Ethereum addresses in a page's markup.

    Finer reading of texts is the extractor's work; here it only matters whether two pages show the same ones.
    """
    found = {text for text in _BASE58.findall(markup) if _has_checksum(text)}
    for pattern in _OTHERS:
        found |= set(pattern.findall(markup))
    return frozenset(found)


def _has_checksum(text: str) -> bool:
    # Any token of a page may look like an address; its checksum does not.
    number = 0
    for char in text:
        number = number * 58 + ALPHABET.index(char)
    try:
        data = number.to_bytes(25, "big")
    except OverflowError:
        return False
    payload, checksum = data[:-CHECKSUM_BYTES], data[-CHECKSUM_BYTES:]
    digest = hashlib.sha256(hashlib.sha256(payload).digest()).digest()
    return digest[:CHECKSUM_BYTES] == checksum
