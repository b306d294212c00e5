"""What members of the forum answer to an offer."""

import zlib
from dataclasses import dataclass

_TEXTS = (
    "Arrived on the sixth day, well packed.",
    "Thanks for the quick answer, will order again.",
    "Is this still available?",
    "Bump for a fair trade.",
    "Second order with them, same as the first.",
    "Mine took two weeks but it came.",
    "Can you say when the next one is ready?",
)
_MEMBERS = ("oldhand", "kettle", "mira_k", "papercup", "northbound", "tin.whistle")
_MOST = 3


@dataclass(frozen=True, slots=True)
class Reply:
    """A post below the first one."""

    author: str
    text: str
    quoted: tuple[str, ...]
    """Texts of earlier replies, the outermost quote first."""


def replies_to(external_id: str) -> tuple[Reply, ...]:
    """Return the replies in an offer's thread: the same on every day."""
    digest = zlib.crc32(external_id.encode("utf-8"))
    replies: list[Reply] = []
    for number in range(digest % (_MOST + 1)):
        turn = digest // 7 + number
        author = _MEMBERS[turn % len(_MEMBERS)]
        quoted = tuple(reply.text for reply in reversed(replies))
        replies.append(Reply(author, _TEXTS[turn % len(_TEXTS)], quoted))
    return tuple(replies)
