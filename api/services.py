"""What the routes answer with: stores, keys, audit log and cursors."""

from typing import Annotated

from fastapi import Depends, Request

from api.audit import Look
from api.backlog import letters_in_files, read_backlog
from api.metrics import Figures
from api.paging import CursorSigner
from api.secret import cursor_secret
from core.errors import ServiceUnavailableError
from core.log import get_logger
from core.settings import Settings
from search.audit import AuditEntry, append_audit
from search.client import connect, wait_until_ready
from search.entities import EntityReader
from search.feedback import FeedbackReader
from search.history import HistoryReader
from search.keys import ApiKey, find_key
from search.reader import Reader
from search.run_reader import RunReader

_log = get_logger(__name__)
HEALTH_WAIT_S = 1.0
"""How long a health check waits for Elasticsearch."""


class ApiServices:
    """Everything that an application shares between its requests.

    Args:
        settings: Where Elasticsearch is, and where the home.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client = connect(settings)
        self.reader = Reader(self._client, settings)
        self.entities = EntityReader(self._client, settings)
        self.history = HistoryReader(self._client, settings)
        self.feedback = FeedbackReader(self._client, settings)
        self.runs = RunReader(self._client, settings)
        self.signer = CursorSigner(
            cursor_secret(settings.home), lifetime_s=settings.cursor_lifetime_s
        )

    def find_key(self, secret: str) -> ApiKey | None:
        """Return the key of a secret; None if unknown or revoked."""
        return find_key(self._client, self._settings, secret)

    def record(self, look: Look) -> None:
        """Write the audit entry of a request.

        Raises:
            ServiceUnavailableError: It could not be written.
            IndexingError: Elasticsearch refused it.
        """
        entry = AuditEntry(
            key_id=look.principal.key_id,
            key_name=look.principal.name,
            purpose=look.principal.purpose,
            action=look.action,
            target=look.target,
            question=look.question,
            status=look.status,
            results=look.results,
        )
        append_audit(self._client, self._settings, entry)

    def figures(self) -> Figures:
        """Return what the metrics show; a part that does not answer is left out."""
        markets = letters = None
        try:
            markets = self.runs.figures()
            letters = self.runs.dead_letters() + letters_in_files(self._settings)
        except ServiceUnavailableError as error:
            _log.warning("metrics/no-figures", reason=str(error))
        return Figures(markets, letters, read_backlog(self._settings))

    def check_health(self) -> None:
        """Return if Elasticsearch answers.

        Raises:
            ServiceUnavailableError: It does not.
        """
        wait_until_ready(self._client, timeout_s=HEALTH_WAIT_S)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def given_services(request: Request) -> ApiServices:
    """Return the application's services to a route."""
    services: ApiServices = request.app.state.services
    return services


Given = Annotated[ApiServices, Depends(given_services)]
