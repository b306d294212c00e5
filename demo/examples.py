"""Three example searches, asked over HTTP as an analyst's tool would."""

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import Any

from core.errors import ServiceUnavailableError, shown
from core.records import Record

PURPOSE = "demo"
TIMEOUT_S = 30.0


class Example(Record):
    """One question and what came back."""

    question: str
    """What an analyst wants to know."""
    path: str
    """The request, below the API's address."""
    total: int
    lines: tuple[str, ...]
    """The first hits, a line each."""


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

    def examples(self, identifier: str | None) -> list[Example]:
        """Ask the three example questions.

        Args:
            identifier: A value that several accounts show; None leaves that question out.
        """
        examples = [
            self._search(
                "Who sells cocaine from Germany?", q="cocaine", ships_from="DE"
            ),
            self._search("What is offered from Zürich?", q="zurich passport"),
        ]
        if identifier:
            examples.append(self._search("Who shows this identifier?", q=identifier))
        return examples

    def _search(self, question: str, **parameters: str) -> Example:
        path = "/api/v1/search?" + urllib.parse.urlencode(parameters | {"limit": "3"})
        answer = self.ask(path)
        lines = tuple(_line(hit) for hit in answer["hits"])
        return Example(question=question, path=path, total=answer["total"], lines=lines)


def _line(hit: Mapping[str, Any]) -> str:
    price = hit.get("price")
    money = f"{price['amount']} {price['currency']}" if price else "no price"
    return f"{hit['title'][:60]}  |  {hit['vendor']['handle']} on {hit['market']}  |  {money}"
