"""What opens a server: read from a value or a file, and refused where anybody could guess it."""

from ipaddress import ip_address
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from pydantic import SecretStr

from core.errors import ConfigError

SHORTEST_PASSWORD = 16
"""Characters; the passwords that set-up makes have 43."""
LARGEST_FILE_BYTES = 65_536
GUESSED_FIRST = frozenset(
    {
        "admin",
        "administrator",
        "changeme",
        "changeit",
        "default",
        "elastic",
        "elasticsearch",
        "example",
        "foobared",
        "kibana",
        "kibanasystem",
        "letmein",
        "pass",
        "passw0rd",
        "password",
        "qwerty",
        "redis",
        "root",
        "secret",
        "stallwatch",
        "test",
        "yourpassword",
        "yoursecret",
    }
)
"""Words that instructions and images use as passwords, in small letters and without other signs."""
TLS_SCHEMES = frozenset({"https", "rediss"})


def secret_of(name: str, value: SecretStr | None, file: Path | None) -> str | None:
    """Return a secret that is given as a value or as a file; None where it is not given.

    Args:
        name: The setting that holds the value; that of the file ends with ``_FILE``.
        value: The value.
        file: The file; one line, whose end does not count.

    Raises:
        ConfigError: Both are given, or the file cannot be read or holds no line.
    """
    if value is not None and file is not None:
        raise ConfigError(f"{name} and {name}_FILE are both set: keep one of them")
    if file is not None:
        return secret_in(f"{name}_FILE", file)
    if value is None:
        return None
    if not value.get_secret_value():
        raise ConfigError(f"{name} is empty: give it a value, or do not set it")
    return value.get_secret_value()


def secret_in(name: str, file: Path) -> str:
    """Return the secret that a file holds on its one line, whose end does not count.

    Args:
        name: What named the file, for messages: a setting or an option.
        file: The file.

    Raises:
        ConfigError: It cannot be read, is empty, or holds more than one line.
    """
    remedy = "point it at a file that holds the secret on one line"
    try:
        with file.open("rb") as source:
            content = source.read(LARGEST_FILE_BYTES + 1)
        text = content.decode("utf-8").removesuffix("\n").removesuffix("\r")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise ConfigError(
            f"{name} names {file}, which cannot be read ({reason}): {remedy}, readable "
            "by the user that this service runs as"
        ) from error
    if not text.strip():
        raise ConfigError(f"{name} names {file}, which is empty: {remedy}")
    if len(content) > LARGEST_FILE_BYTES or not text.isprintable():
        raise ConfigError(
            f"{name} names {file}, which holds more than one line: {remedy}"
        )
    return text


def password_fault(password: str) -> str | None:
    """Return why a password must not guard a server; None where it may."""
    letters = "".join(sign for sign in password.lower() if sign.isalnum())
    if letters.rstrip("0123456789") in GUESSED_FIRST:
        return "is one that everybody tries first"
    if len(password) < SHORTEST_PASSWORD:
        return f"has fewer than {SHORTEST_PASSWORD} characters"
    if len(set(password)) < SHORTEST_PASSWORD // 4:
        return "repeats a few characters only"
    return None


def is_guarded(url: str) -> bool:
    """Return whether a server must be opened by a good secret: it is beyond this machine, or speaks TLS."""
    parts = urlsplit(url)
    return parts.scheme in TLS_SCHEMES or not _is_local(parts.hostname)


def is_sent_openly(url: str) -> bool:
    """Return whether what is sent to a server could be read on its way: it leaves this machine, and without TLS."""
    parts = urlsplit(url)
    return parts.scheme not in TLS_SCHEMES and not _is_local(parts.hostname)


def _is_local(host: str | None) -> bool:
    if host is None:
        # A socket in a folder of this machine.
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def password_in(url: str) -> str | None:
    """Return the password that an address holds; None where it holds none."""
    password = urlsplit(url).password
    return unquote(password) if password else None


def with_password(url: str, password: str) -> str:
    """Return an address with a password put in, behind its user if it names one."""
    parts = urlsplit(url)
    user, _, host = parts.netloc.rpartition("@")
    netloc = f"{user.partition(':')[0]}:{quote(password, safe='')}@{host}"
    return urlunsplit(parts._replace(netloc=netloc))
