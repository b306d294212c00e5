"""Keeps the authority and the certificates of the nodes in the folder of credentials."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.serialization import load_pem_private_key

from core.errors import ConfigError
from search.access.certificates import (
    Signed,
    is_signed_by,
    make_authority,
    make_certificate,
    names_of,
    read_certificate,
)
from search.access.folder import OWNERS_MODE, CredentialsFolder

AUTHORITY = "ca"


@dataclass(frozen=True, slots=True)
class Expiry:
    """When a certificate ends."""

    file: str
    ends_at: datetime
    names: tuple[str, ...]
    """Hosts that it is for; none of the authority's own."""

    def ends_within(self, days: int, now: datetime) -> bool:
        """Return whether it ends within some days, or has ended."""
        return self.ends_at <= now + timedelta(days=days)


def keep_authority(
    folder: CredentialsFolder, now: datetime, *, renew: bool = False
) -> str:
    """Return the authority's certificate; make the authority where it is missing or to be renewed.

    Everybody trusts the certificate alone, so a key that stands without one is of no use and replaced.
    """
    held = folder.read(f"{AUTHORITY}.crt")
    if held is not None and not renew:
        read_certificate(held, f"{AUTHORITY}.crt")
        return held
    made = make_authority(now)
    # The key first: a certificate without its key would be taken for an authority kept elsewhere.
    folder.write(f"{AUTHORITY}.key", made.key, mode=OWNERS_MODE)
    folder.write(f"{AUTHORITY}.crt", made.certificate)
    return made.certificate


def keep_certificates(
    folder: CredentialsFolder,
    nodes: Iterable[str],
    now: datetime,
    *,
    days: int,
    renew: bool = False,
) -> None:
    """Make the certificates of nodes that are missing, half made, of another authority, or to be renewed.

    Raises:
        ConfigError: One must be made, and the authority's key is not in the folder.
    """
    for node in nodes:
        if renew or not _is_whole(folder, node):
            signed = make_certificate(_authority(folder), node, now, days=days)
            folder.write(f"{node}.key", signed.key)
            folder.write(f"{node}.crt", signed.certificate)


def expiries(folder: CredentialsFolder) -> list[Expiry]:
    """Return when each certificate in the folder ends, the first one first."""
    found = []
    for name in folder.names("*.crt"):
        certificate = read_certificate(folder.read(name) or "", name)
        ends_at = certificate.not_valid_after_utc
        found.append(Expiry(name, ends_at, tuple(sorted(names_of(certificate)))))
    return sorted(found, key=lambda one: (one.ends_at, one.file))


def _is_whole(folder: CredentialsFolder, node: str) -> bool:
    certificate, key = folder.read(f"{node}.crt"), folder.read(f"{node}.key")
    if certificate is None or key is None:
        return False
    read = read_certificate(certificate, f"{node}.crt")
    try:
        public = load_pem_private_key(key.encode(), password=None).public_key()
    except (ValueError, TypeError):
        return False
    if folder.read(f"{AUTHORITY}.key") is None:
        # Certificates of an authority elsewhere may have others between them and it.
        return bool(read.public_key() == public)
    authority = read_certificate(folder.read(f"{AUTHORITY}.crt") or "", "ca.crt")
    return bool(read.public_key() == public) and is_signed_by(read, authority)


def _authority(folder: CredentialsFolder) -> Signed:
    certificate, key = (folder.read(f"{AUTHORITY}.{part}") for part in ("crt", "key"))
    if certificate is None or key is None:
        raise ConfigError(
            f"a certificate must be signed, and {AUTHORITY}.key is not in {folder.path}: "
            "bring it back for this, or make a new authority with `stallwatch setup "
            "credentials DIR --renew authority`"
        )
    return Signed(certificate, key)
