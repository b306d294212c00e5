"""An authority of our own and the certificates that it signs, as PEM."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from core.errors import ConfigError

AUTHORITY_DAYS = 3650
NODE_DAYS = 730
CLOCK_SLACK = timedelta(hours=1)
"""Certificates begin this long ago, for machines whose clocks are late."""
ALWAYS_NAMED = ("elasticsearch", "localhost", "127.0.0.1", "::1")
"""Every node answers to these besides its own name: its service's name, and its own machine."""
COMMON_NAME_CHARS = 64


@dataclass(frozen=True, slots=True)
class Signed:
    """A certificate with its private key, both as PEM."""

    certificate: str
    key: str


def make_authority(now: datetime, *, days: int = AUTHORITY_DAYS) -> Signed:
    """Return an authority that may sign certificates of nodes, and no authority below it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("Stallwatch authority")
    builder = (
        x509.CertificateBuilder()
        .issuer_name(name)
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
    )
    return _signed(builder, name, now, key, signing_key=key)


def make_certificate(
    authority: Signed, node: str, now: datetime, *, days: int = NODE_DAYS
) -> Signed:
    """Return a certificate by which a node shows who it is, to clients and to other nodes.

    Args:
        authority: Who signs.
        node: The node's host name or address.
        now: From when on it is valid.
        days: For how long; never longer than the authority's own.

    Raises:
        ConfigError: The authority cannot be read, has expired, or its two parts do not belong together.
    """
    signer = read_certificate(authority.certificate, "ca.crt")
    signing_key = _read_key(authority.key)
    if signer.public_key() != signing_key.public_key():
        raise ConfigError(
            "ca.crt and ca.key do not belong together: bring the right ones back, or make "
            "a new authority with `stallwatch setup credentials DIR --renew authority`"
        )
    if signer.not_valid_after_utc <= now:
        raise ConfigError(
            f"ca.crt has expired on {signer.not_valid_after_utc:%Y-%m-%d}, and nobody trusts "
            "what it signs: make a new authority with `stallwatch setup credentials DIR "
            "--renew authority`, and give every service the new ca.crt"
        )
    purposes = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    names = [_alternative(name) for name in dict.fromkeys((node, *ALWAYS_NAMED))]
    builder = (
        x509.CertificateBuilder()
        .issuer_name(signer.subject)
        .not_valid_after(min(now + timedelta(days=days), signer.not_valid_after_utc))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(
                signing_key.public_key()
            ),
            critical=False,
        )
    )
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(node[:COMMON_NAME_CHARS])
    return _signed(builder, subject, now, key, signing_key=signing_key)


def read_certificate(pem: str, file: str) -> x509.Certificate:
    """Return a certificate.

    Args:
        pem: Its text.
        file: Where it stands, for the message.

    Raises:
        ConfigError: It is none.
    """
    try:
        return x509.load_pem_x509_certificate(pem.encode())
    except ValueError as error:
        raise ConfigError(
            f"{file} holds no certificate: bring the right file back, or make new ones with "
            "`stallwatch setup credentials DIR --renew authority`"
        ) from error


def names_of(certificate: x509.Certificate) -> frozenset[str]:
    """Return the hosts that a certificate is for."""
    try:
        extension = certificate.extensions.get_extension_for_class(
            x509.SubjectAlternativeName
        )
    except x509.ExtensionNotFound:
        return frozenset()
    return frozenset(str(name.value) for name in extension.value)


def is_signed_by(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    """Return whether an authority signed a certificate."""
    try:
        certificate.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _signed(
    builder: x509.CertificateBuilder,
    subject: x509.Name,
    now: datetime,
    key: ec.EllipticCurvePrivateKey,
    *,
    signing_key: ec.EllipticCurvePrivateKey,
) -> Signed:
    certificate = (
        builder.subject_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_SLACK)
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
        )
        .sign(signing_key, hashes.SHA256())
    )
    # PKCS#8 without a password: Elasticsearch reads it, and the file's mode guards it.
    key_pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Signed(
        certificate.public_bytes(Encoding.PEM).decode(),
        key_pem.decode(),
    )


def _read_key(pem: str) -> ec.EllipticCurvePrivateKey:
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError) as error:
        raise ConfigError(
            "ca.key holds no private key without a password: bring the right file back, or "
            "make a new authority with `stallwatch setup credentials DIR --renew authority`"
        ) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ConfigError(
            "ca.key is not a key that set-up made: bring the right file back, or make a "
            "new authority with `stallwatch setup credentials DIR --renew authority`"
        )
    return key


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=not signs,
        encipher_only=False,
        decipher_only=False,
    )
