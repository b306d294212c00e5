"""Three example searches, asked over HTTP as an analyst's tool would."""

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import Any

from core.errors import ServiceUnavailableError, shown
from core.mentions import Entity
from core.records import Record

PURPOSE = "demo"
TIMEOUT_S = 30.0


class Example(Record):
    """One question and what came back."""

    question: str
    """What an analyst wants to know."""
    path: str
    """The request, below the API's address."""
    total: str
    """How much came back, in words."""
    lines: tuple[str, ...]
    """The first results, a line each."""


class Subjects(Record):
    """What the examples ask about, taken from what was collected."""

    drug: str
    document: str
    identifier: Entity | None
    """One that accounts of two markets show."""
    linked_vendor: str | None
    """Id of an account with a link."""


class ExampleAsker:
    """Asks the running API.

    Args:
        url: The API's address.
        key: An API key.
    """

    def __init__(self, url: str, key: str) -> None:
        self._url = url
        self._key = key

    def ask(self, path: str) -> Any:
        """Return the answer to a GET request, as JSON values.

        Raises:
            ServiceUnavailableError: The API does not answer, or not with success.
        """
        request = urllib.request.Request(  # noqa: S310
            self._url + path,
            headers={"Authorization": f"Bearer {self._key}", "X-Purpose": PURPOSE},
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise ServiceUnavailableError(
                f"the API refused an example search with status {error.code}: "
                f"{shown(error.read(500))}",
                path=path,
            ) from error
        except OSError as error:
            raise ServiceUnavailableError(
                f"the API does not answer: {error}; see `stallwatch status`", path=path
            ) from error

    def examples(self, subjects: Subjects) -> list[Example]:
        """Ask three example questions, and have one link explained.

        Args:
            subjects: What the collected data is about; a question without its subject is left out.
        """
        found = [
            self._search(f"Who sells {subjects.drug}?", q=subjects.drug),
            self._search(
                f"Which papers like a {subjects.document} are offered?",
                q=subjects.document,
                category="documents",
            ),
        ]
        if subjects.identifier is not None:
            found.append(self._entity(subjects.identifier))
        if subjects.linked_vendor is not None:
            found.append(self._links(subjects.linked_vendor))
        return found

    def _search(self, question: str, **parameters: str) -> Example:
        path = "/api/v1/search?" + urllib.parse.urlencode(parameters | {"limit": "3"})
        answer = self.ask(path)
        return Example(
            question=question,
            path=path,
            total=f"{answer['total']} listings, the first:",
            lines=tuple(_listing_line(hit) for hit in answer["hits"]),
        )

    def _entity(self, entity: Entity) -> Example:
        value = urllib.parse.quote(entity.value, safe="")
        path = f"/api/v1/entities/{entity.kind}/{value}"
        answer = self.ask(path)
        return Example(
            question=f"Who shows this {entity.kind}?",
            path=path,
            total=f"{answer['vendors_total']} accounts and "
            f"{answer['listings_total']} listings, the first accounts:",
            lines=tuple(
                f"{vendor['handle']} on {vendor['market']}"
                for vendor in answer["vendors"][:3]
            ),
        )

    def _links(self, vendor_id: str) -> Example:
        path = f"/api/v1/vendors/{vendor_id}/links"
        answer = self.ask(path)
        first = answer["links"][0]
        link, other = first["link"], first["vendor"]
        return Example(
            question="Who may be the same person, and why?",
            path=path,
            total=f"{answer['total']} suspected links; the surest is to "
            f"{other['handle']} on {other['market']} "
            f"(probability {link['probability']:.2f}):",
            lines=tuple(first["explanation"]["sentences"]),
        )


def _listing_line(hit: Mapping[str, Any]) -> str:
    price = hit.get("price")
    money = f"{price['amount']} {price['currency']}" if price else "no price"
    return f"{hit['title'][:60]}  |  {hit['vendor']['handle']} on {hit['market']}  |  {money}"
