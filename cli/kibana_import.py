"""``stallwatch kibana import``."""

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from cli.context import NOTES, OUT, settings_here, write_json

if TYPE_CHECKING:
    from search.kibana.findings import Finding


def import_(
    url: str,
    /,
    *,
    file: Path | None = None,
    api_url: str | None = None,
    space: str | None = None,
    username: str | None = None,
    password_file: Path | None = None,
    ca_certs: Path | None = None,
    timeout: float = 300.0,
    json: bool = False,
) -> None:
    """Bring data views, saved searches and dashboards into a Kibana 8.19.

    Waits until Kibana is ready, checks its version, replaces what an earlier import brought, and makes the listings the default data view.
    Fails unless Kibana says that it took every object, and names those that it did not take. An import that broke off is mended by importing
    again. The objects are those of `stallwatch kibana build` for your STALLWATCH_INDEX_PREFIX, unless you give a file.

    Args:
        url: Address of Kibana, such as https://kibana.example:5601, with its base path if it has one.
        file: File to import instead, such as an export of your own dashboards; it is checked first.
        api_url: Where analysts' browsers reach the search API; links of listings, vendors and runs lead there.
        space: Id of the space to import into; the default one without it.
        username: Kibana's user who may manage saved objects; none where Kibana asks for none.
        password_file: File that holds the user's password on one line.
        ca_certs: Certificate of the authority that signed Kibana's.
        timeout: Seconds that Kibana may take to get ready.
        json: Print one JSON object for scripts.
    """
    from search.kibana.importer import import_objects
    from search.kibana.server import Access

    raw = _content(file, api_url)
    access = Access(url, space, username, _password(password_file), ca_certs=ca_certs)
    with NOTES.status("waiting for Kibana"):
        done = import_objects(access, raw, timeout_s=timeout)
    if json:
        write_json(done.model_dump(mode="json"))
    else:
        where = f"space {done.space}" if done.space else "the default space"
        OUT.print(
            f"{done.objects} objects imported into {where} of Kibana {done.version}"
        )


def _content(file: Path | None, api_url: str | None) -> bytes:
    from core.errors import ConfigError
    from search.kibana.build import build_objects
    from search.kibana.check import check
    from search.kibana.objects import to_ndjson
    from search.kibana.reading import read_file
    from search.kibana.views import Site

    if file is not None and api_url is not None:
        raise ConfigError(
            "--api-url goes into what is built, a --file is taken as it is: give one of them"
        )
    if file is None:
        settings = settings_here()
        return to_ndjson(build_objects(Site.of(settings, api_url)))
    raw = read_file(file)
    findings = check(raw)
    if findings:
        raise ConfigError(_refusal(file, findings))
    return raw


def _refusal(file: Path, findings: "list[Finding]") -> str:
    first = findings[0]
    where = f"{first.object}, {first.panel}" if first.panel else first.object
    return (
        f"{file} has {len(findings)} findings, so it is not imported; the first: "
        f"{where}: {first.problem}; `stallwatch kibana check {file}` shows all of them"
    )


def _password(file: Path | None) -> SecretStr | None:
    from core.credentials import secret_in

    return None if file is None else SecretStr(secret_in("--password-file", file))
