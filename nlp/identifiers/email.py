"""E-mail addresses: every user@host that is not said to be for chat."""

from collections.abc import Iterator

from typing_extensions import override

from core.mentions import EntityKind
from nlp.identifiers.base import SURE, Found, Identifier
from nlp.identifiers.mailbox import address_from, is_address
from nlp.identifiers.messengers.jabber import split_by_use
from nlp.identifiers.onion import Onion

_SCORE = 0.95
_ONION_SUFFIX = ".onion"


class Email(Identifier):
    """An e-mail address; one at an onion host must have that host's checksum right."""

    kind = EntityKind.EMAIL
    specificity = 0.85

    @override
    def find(self, text: str) -> Iterator[Found]:
        for mailbox, is_chat in split_by_use(text):
            if is_chat:
                continue
            is_checked = mailbox.address.endswith(_ONION_SUFFIX)
            if not is_checked or _is_onion_host(mailbox.address):
                yield self.found(
                    (mailbox.start, mailbox.end),
                    mailbox.address,
                    score=SURE if is_checked else _SCORE,
                )

    @override
    def normalise(self, raw: str) -> str:
        return address_from(raw.strip().removeprefix("mailto:"))

    @override
    def validate(self, value: str) -> bool:
        if not is_address(value):
            return False
        return not value.endswith(_ONION_SUFFIX) or _is_onion_host(value)


def _is_onion_host(address: str) -> bool:
    name = address.removesuffix(_ONION_SUFFIX).rpartition("@")[2].rpartition(".")[2]
    return Onion().validate(f"{name}{_ONION_SUFFIX}")
