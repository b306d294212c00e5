"""Security of the local Elasticsearch: TLS by certificates of one's own, and users from files."""

import base64
import shutil
from dataclasses import dataclass, field
from pathlib import Path

OPEN = "xpack.security.enabled: false"
"""What stands in the configuration of a server that only this machine reaches."""
GUARDED = """\
xpack.security.enabled: true
xpack.security.autoconfiguration.enabled: false
xpack.security.enrollment.enabled: false
xpack.security.authc.reserved_realm.enabled: false
xpack.security.authc.realms.file.stallwatch.order: 0
xpack.security.http.ssl.enabled: true
xpack.security.http.ssl.certificate: certs/node.crt
xpack.security.http.ssl.key: certs/node.key
xpack.security.transport.ssl.enabled: true
xpack.security.transport.ssl.verification_mode: full
xpack.security.transport.ssl.client_authentication: required
xpack.security.transport.ssl.certificate: certs/node.crt
xpack.security.transport.ssl.key: certs/node.key
xpack.security.transport.ssl.certificate_authorities: certs/ca.crt"""
REALM_FILES = ("users", "users_roles", "roles.yml")


@dataclass(frozen=True, slots=True)
class ServerSecurity:
    """The files of a guarded server, and a user who may ask how it is."""

    folder: Path
    """Holds users, users_roles and roles.yml of the file realm."""
    authority: Path
    """Certificate of the authority that signed the server's."""
    certificate: Path
    key: Path
    username: str
    """May at least ask for the health of the cluster."""
    password: str = field(repr=False)

    def install(self, config: Path) -> str:
        """Copy the files to where the server may read them; return its settings."""
        certificates = config / "certs"
        certificates.mkdir(exist_ok=True)
        copies = {
            "ca.crt": self.authority,
            "node.crt": self.certificate,
            "node.key": self.key,
        }
        for name, source in copies.items():
            _replace(source, certificates / name)
        for name in REALM_FILES:
            _replace(self.folder / name, config / name)
        return GUARDED

    def authorization(self) -> str:
        """Return the header by which the user shows who it is."""
        pair = f"{self.username}:{self.password}"
        return f"Basic {base64.b64encode(pair.encode()).decode()}"


def _replace(source: Path, target: Path) -> None:
    # It may be there from a former start, read-only and of the server's user.
    target.unlink(missing_ok=True)
    shutil.copyfile(source, target)
    target.chmod(0o600)
