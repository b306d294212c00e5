"""What the routes answer with: stores, keys, audit log and cursors."""

from typing import Annotated

from fastapi import Depends, Request

from api.audit import Look
from api.backlog import letters_in_files, read_backlog
from api.link_schemas import JudgementAnswer, JudgementBody
from api.linking import LinkingBell
from api.metrics import Figures
from api.paging import CursorSigner
from api.secret import cursor_secret
from core.errors import ServiceUnavailableError
from core.links import Judgement
from core.log import get_logger
from core.settings import Settings
from search.account_keys import KeyStore, SharedValue
from search.audit import AuditEntry, append_audit
from search.client import connect, wait_until_ready
from search.cluster_store import ClusterStore
from search.entities import EntityReader
from search.feedback import FeedbackReader
from search.history import HistoryReader
from search.judgement_store import JudgementStore
from search.keys import ApiKey, find_key
from search.link_desk import LinkDesk
from search.link_reader import LinkReader
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
        self.links = LinkReader(self._client, settings)
        self.desk = LinkDesk(self._client, settings)
        self.judgements = JudgementStore(self._client, settings)
        self.clusters = ClusterStore(self._client, settings)
        self._keys = KeyStore(self._client, settings)
        self._bell = LinkingBell(settings)
        self.signer = CursorSigner(
            cursor_secret(settings.home), lifetime_s=settings.cursor_lifetime_s
        )

    def find_key(self, secret: str) -> ApiKey | None:
        """Return the key of a secret; None if unknown or revoked."""
        return find_key(self._client, self._settings, secret)

    @property
    def max_sharers(self) -> int:
        """How many accounts may show a value that is evidence."""
        return self._settings.link_max_sharers

    @property
    def link_threshold(self) -> float:
        """From which probability on a link joins accounts."""
        return self._settings.link_threshold

    def over_correlating(self, limit: int) -> list[SharedValue]:
        """Return the values that too many accounts show, the most widely shared first."""
        return self._keys.over_correlating(self.max_sharers, limit=limit)

    def judge(
        self, left: str, right: str, body: JudgementBody, *, analyst: str
    ) -> JudgementAnswer:
        """Keep a decision and have the clusters formed by it.

        Raises:
            NotFoundError: There is no such account.
            QueryError: Both accounts are one.
            ConflictError: Somebody decided on the pair at this moment.
        """
        made = self.judgements.judge(
            left, right, verdict=body.verdict, analyst=analyst, reason=body.reason
        )
        return self._taken_up(made)

    def withdraw(
        self, left: str, right: str, reason: str, *, analyst: str
    ) -> JudgementAnswer:
        """Take a decision back and have the clusters formed without it.

        Raises:
            NotFoundError: No decision is in force.
            ConflictError: Somebody decided on the pair at this moment.
        """
        made = self.judgements.withdraw(left, right, analyst=analyst, reason=reason)
        return self._taken_up(made)

    def _taken_up(self, made: Judgement) -> JudgementAnswer:
        asked = self._bell.ring(f"judgement {made.judgement_id}")
        return JudgementAnswer.from_judgement(made, asked=asked)

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
        self._bell.close()
        self._client.close()


def given_services(request: Request) -> ApiServices:
    """Return the application's services to a route."""
    services: ApiServices = request.app.state.services
    return services


Given = Annotated[ApiServices, Depends(given_services)]
