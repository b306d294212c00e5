"""The committed file, opened so that a test can break it in one place."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from search.kibana.build import COMMITTED
from search.kibana.check import check
from search.kibana.findings import Finding, Rule

Json = dict[str, Any]


def has_terms(attributes: Json) -> bool:
    """Whether a Lens has a column of the values of a field, ordered by a metric."""
    return any(
        column["operationType"] == "terms"
        and column["params"].get("orderBy", {}).get("type") == "column"
        for column in columns_of(attributes).values()
    )


def any_lens(attributes: Json) -> bool:
    return True


def layer_of(attributes: Json) -> Json:
    layers: dict[str, Json] = attributes["state"]["datasourceStates"]["formBased"][
        "layers"
    ]
    return next(iter(layers.values()))


def columns_of(attributes: Json) -> dict[str, Json]:
    columns: dict[str, Json] = layer_of(attributes)["columns"]
    return columns


def column_of(attributes: Json, operation: str) -> Json:
    return next(
        column
        for column in columns_of(attributes).values()
        if column["operationType"] == operation
    )


class CommittedFile:
    """The objects of the committed file, as plain dictionaries."""

    def __init__(self) -> None:
        lines = COMMITTED.read_bytes().splitlines()
        self.objects: list[Json] = [json.loads(line) for line in lines][:-1]

    def raw(self) -> bytes:
        return b"".join(json.dumps(one).encode() + b"\n" for one in self.objects)

    def of(self, kind: str, *, number: int = 0) -> Json:
        return [one for one in self.objects if one["type"] == kind][number]

    def findings(self) -> list[Finding]:
        return check(self.raw())

    def broken(self, rule: Rule, *words: str) -> Finding:
        """Return the finding of a rule whose text has some words; fail without one."""
        findings = self.findings()
        for one in findings:
            if one.rule is rule and all(word in str(one) for word in words):
                return one
        raise AssertionError(f"no finding {rule} {words} in {findings}")

    @contextmanager
    def panels(self, *, number: int = 0) -> Iterator[list[Json]]:
        """Give the panels of a dashboard to change."""
        with packed(
            self.of("dashboard", number=number)["attributes"], "panelsJSON"
        ) as panels:
            yield panels

    @contextmanager
    def lens(self, fits: Callable[[Json], bool] = any_lens) -> Iterator[Json]:
        """Give the attributes of the first Lens that fits, to change."""
        for one in self.objects:
            if one["type"] != "dashboard":
                continue
            with packed(one["attributes"], "panelsJSON") as panels:
                for panel in panels:
                    if panel["type"] == "lens":
                        attributes = panel["embeddableConfig"]["attributes"]
                        if fits(attributes):
                            yield attributes
                            return
        raise AssertionError("no Lens of the committed file fits")

    @contextmanager
    def controls(self) -> Iterator[dict[str, Json]]:
        """Give the controls of the first dashboard to change."""
        group = self.of("dashboard")["attributes"]["controlGroupInput"]
        with packed(group, "panelsJSON") as controls:
            yield controls

    @contextmanager
    def search_source(self) -> Iterator[Json]:
        """Give what the first saved search restricts itself to."""
        meta = self.of("search")["attributes"]["kibanaSavedObjectMeta"]
        with packed(meta, "searchSourceJSON") as source:
            yield source


@contextmanager
def packed(holder: Json, key: str) -> Iterator[Any]:
    """Give what is packed as JSON in a string, and pack it again afterwards."""
    value = json.loads(holder[key])
    yield value
    holder[key] = json.dumps(value)
