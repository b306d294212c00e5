"""Ways to reach a person: e-mail, messengers and onion names."""

import base64
import hashlib
import random
import re

from core.mentions import EntityKind
from testmarkets.world.identifiers.identifier import Identifier, ed25519_point

_MAIL_HOSTS = (
    "kestrelpost.example",
    "mail.quietpond.test",
    "paperboat.example",
    "inbox.greyheron.invalid",
    "tallgrass.test",
    "post.nachtfalter.example",
    "brieftaube.test",
    "owlbox.invalid",
    "letters.oldmill.example",
    "foxglove.test",
)
_JABBER_HOSTS = (
    "jabber.stillwater.example",
    "xmpp.barnacle.test",
    "chat.birchbark.example",
    "im.moorland.invalid",
    "jab.lighthouse.test",
)
_ENDINGS = ("", "", "_", "x", "hq", "ltd", "desk", "77", "24", "office")
_HANDLE_CHARS = 14


def contact_stem(handle: str, rng: random.Random) -> str:
    """Return a user name that somebody with this handle might take elsewhere."""
    bare = re.sub(r"[^a-z0-9]", "", handle.lower())[:_HANDLE_CHARS] or "nobody"
    if bare[0].isdigit():
        bare = f"m{bare}"
    ending = rng.choice(_ENDINGS)
    return f"{bare}{ending}{rng.randrange(10, 9999)}"


def make_email(rng: random.Random, stem: str) -> Identifier:
    """Return an e-mail address under a reserved top-level domain."""
    user = stem.replace("_", rng.choice((".", "-", "_")))
    return Identifier(EntityKind.EMAIL, f"{user}@{rng.choice(_MAIL_HOSTS)}")


def make_jabber(rng: random.Random, stem: str) -> Identifier:
    """Return an XMPP address under a reserved top-level domain."""
    user = stem.replace("_", "")
    return Identifier(EntityKind.JABBER, f"{user}@{rng.choice(_JABBER_HOSTS)}")


def make_telegram(rng: random.Random, stem: str) -> Identifier:
    """Return a Telegram handle, in lower case and without its ``@``."""
    ending = rng.choice(("", "_tg", "_bot", "_direct", "_shop"))
    return Identifier(EntityKind.TELEGRAM, f"{stem}{ending}")


def make_wickr(rng: random.Random, stem: str) -> Identifier:
    """Return a Wickr name, in lower case."""
    return Identifier(EntityKind.WICKR, f"{stem.replace('_', '')}{rng.randrange(10)}")


def make_phone(rng: random.Random, stem: str) -> Identifier:
    """Return a German mobile number that is set aside for films: nobody ever has it."""
    # Bundesnetzagentur, "Rufnummern für Medienproduktionen".
    del stem
    return Identifier(EntityKind.PHONE, f"+4917139200{rng.randrange(100):02}")


def make_session(rng: random.Random, stem: str) -> Identifier:
    """Return a Session id: ``05`` and a point in 64 hexadecimal characters."""
    del stem
    return Identifier(EntityKind.SESSION, "05" + ed25519_point(rng).hex())


def make_tox(rng: random.Random, stem: str) -> Identifier:
    """Return a Tox id with its two bytes of checksum."""
    del stem
    body = ed25519_point(rng) + rng.randbytes(4)
    checksum = bytes((_xor(body[0::2]), _xor(body[1::2])))
    return Identifier(EntityKind.TOX, (body + checksum).hex().upper())


def _xor(octets: bytes) -> int:
    total = 0
    for octet in octets:
        total ^= octet
    return total


def make_onion(rng: random.Random, stem: str) -> Identifier:
    """Return an onion name of version 3."""
    del stem
    point, version = ed25519_point(rng), b"\x03"
    checksum = hashlib.sha3_256(b".onion checksum" + point + version).digest()[:2]
    name = base64.b32encode(point + checksum + version).decode().lower()
    return Identifier(EntityKind.ONION, f"{name}.onion")
