"""Keeps every raw response, as received, in the run's WARC."""

from http import HTTPStatus

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from core.clock import utc_now
from core.errors import StallwatchError
from core.log import get_logger
from core.records import RunOutcome
from crawlers.access.session import SECRET_KEY
from crawlers.evidence.files import EvidenceFiles
from crawlers.evidence.profiles import keep_profile_in_force
from crawlers.evidence.warc import Exchange, WarcArchive
from crawlers.middlewares.component import CrawlComponent
from crawlers.middlewares.refusals import EvidenceLost

HIDDEN = "(hidden)"
SECRET_HEADERS = frozenset({"cookie", "authorization", "proxy-authorization"})

log = get_logger(__name__)


class SnapshotMiddleware(CrawlComponent):
    """Stands nearest to the wire, below decompression, redirects and retries.

    The digest of the body as received travels on in the request's meta. Our own password and session cookie are left out of the
    request records: evidence is handed to others.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        state, authorisation = self.run_state, self.run_state.profile.authorisation
        about = {
            "isPartOf": state.run_id,
            "description": f"{state.profile.title}, {authorisation.reference}",
            "operator": authorisation.authority,
            "authorisation": authorisation.reference,
            "authorisation-legal-basis": authorisation.legal_basis,
            "authorisation-valid-until": authorisation.valid_until.isoformat(),
            "profile-sha256": state.profile.sha256,
        }
        try:
            self._archive = self._open(about)
        except OSError as error:
            raise StallwatchError(self._no_room(error)) from error
        crawler.signals.connect(self._close, signal=signals.spider_closed)

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep a response and hand it on unchanged.

        Raises:
            EvidenceLost: It cannot be written, so it must not be used.
        """
        fetched_at = utc_now()
        exchange = Exchange(
            url=request.url,
            fetched_at=fetched_at,
            method=request.method,
            request_headers=_headers(request, hide=SECRET_HEADERS),
            request_body=_body(request),
            status_line=_status_line(response.status),
            response_headers=_headers(response),
            response_body=response.body,
        )
        try:
            sha256 = self._archive.add(exchange)
        except OSError as error:
            self.run_state.stop(RunOutcome.FAILED, self._no_room(error))
            raise EvidenceLost(str(error)) from error
        self.run_state.bytes_received += len(response.body)
        request.meta.update(
            fetched_at=fetched_at,
            received_sha256=sha256,
            received_bytes=len(response.body),
        )
        return response

    def _open(self, about: dict[str, str]) -> WarcArchive:
        state, folder = self.run_state, self.context.paths.snapshots
        files = EvidenceFiles(folder, state.run_id)
        archive = WarcArchive(folder / state.warc_name, about, index=files.index)
        keep_profile_in_force(
            files,
            market=state.market,
            sha256=state.profile.sha256,
            settings=self.context.settings,
        )
        return archive

    def _no_room(self, error: OSError) -> str:
        return (
            f"the evidence cannot be written to {self.context.paths.snapshots}: {error}; "
            "free some disk, then crawl again"
        )

    def _close(self) -> None:
        try:
            self._archive.close()
        except OSError:
            log.exception("crawl/warc")
            self.run_state.stop(RunOutcome.FAILED, "the WARC could not be closed")


def _headers(
    message: Request | Response, *, hide: frozenset[str] = frozenset()
) -> list[tuple[str, str]]:
    pairs = []
    for name, values in message.headers.items():
        key = name.decode("latin-1")
        for value in values:
            shown = HIDDEN if key.lower() in hide else value.decode("latin-1")
            pairs.append((key, shown))
    return pairs


def _body(request: Request) -> bytes:
    return HIDDEN.encode() if request.meta.get(SECRET_KEY) else request.body


def _status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} Unknown"
