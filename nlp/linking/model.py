"""Weighs what was measured of a pair: log-odds, base 2, that add up, and a probability.

Fellegi and Sunter's model in form: a prior plus one weight for each kind of evidence. In place of agreement levels each kind has a
monotone curve from its measure to its weight, and the curves are fitted together (``nlp.linking.training``), so that kinds that tend to
agree, such as the words and the letter groups of the same listings, share the weight instead of being counted twice. What is missing
weighs nothing.

References:
    Fellegi, Sunter, A theory for record linkage, JASA 64 (1969).
"""

import hashlib
import json
import os
import tempfile
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from math import exp2
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, FiniteFloat, ValidationError, model_validator

from core.errors import ConfigError, ModelMismatchError, ModelMissingError, shown
from core.links import HARD_EVIDENCE, EvidenceClass, EvidenceKind
from core.records import Record

SHIPPED = Path(__file__).with_name("model.json")
"""The weights that this project ships."""
LEAST_PART = 0.01
"""Less than this many bits would only lengthen the explanation: such a part is left out."""

_MAX_FILE_BYTES = 1_000_000
_READABLE = 0o644
"""A temporary file is its owner's alone; a model is not secret."""
_MAX_BITS = 60.0
"""Beyond it a float's probability is 0 or 1 anyway."""
_AGAIN = "make one with `stallwatch train links FILE --out MODEL.json`"

Bits = Annotated[FiniteFloat, Field(ge=-_MAX_BITS, le=_MAX_BITS)]


def probability_of(weight: float) -> float:
    """Return log-odds, base 2, as a probability in [0, 1]."""
    bits = min(max(weight, -_MAX_BITS), _MAX_BITS)
    return 1.0 / (1.0 + exp2(-bits))


class Curve(Record):
    """A monotone, piecewise linear curve from a measure to a weight."""

    knots: tuple[FiniteFloat, ...] = Field(min_length=1, max_length=64)
    """Measures in ascending order."""
    weights: tuple[Bits, ...]
    """Log-odds, base 2, at the knots; linear between them, flat beyond the ends."""

    @model_validator(mode="after")
    def _is_a_curve(self) -> Self:
        if len(self.knots) != len(self.weights):
            raise ValueError("a curve needs as many weights as knots")
        if any(left >= right for left, right in pairwise(self.knots)):
            raise ValueError("the knots of a curve must ascend")
        steps = [after - before for before, after in pairwise(self.weights)]
        if min(steps, default=0.0) < 0 < max(steps, default=0.0):
            raise ValueError("a curve must rise or fall, not both")
        return self

    def at(self, measure: float) -> float:
        """Return the weight of a measure."""
        place = bisect_right(self.knots, measure)
        if place == 0:
            return self.weights[0]
        if place == len(self.knots):
            return self.weights[-1]
        low, high = self.knots[place - 1], self.knots[place]
        below, above = self.weights[place - 1], self.weights[place]
        return below + (above - below) * (measure - low) / (high - low)

    def scaled(self, factor: float) -> "Curve":
        """Return the curve with every weight multiplied."""
        weights = tuple(round(factor * weight, 4) for weight in self.weights)
        return Curve(knots=self.knots, weights=weights)


class Calibration(Record):
    """Platt scaling, already worked into the prior and the curves; noted for the reader."""

    slope: FiniteFloat = Field(default=1.0, gt=0.0)
    shift: FiniteFloat = 0.0
    """Log-odds, base 2."""


class TrainingNote(Record):
    """What a model was made of and how good it was on people it had not seen."""

    data: str
    """What the pairs were, in words."""
    digest: str
    """SHA-256 of the pairs, 16 hexadecimal digits; blank for weights that a person set."""
    pairs: int = Field(default=0, ge=0)
    same_holder: int = Field(default=0, ge=0)
    """Those of the pairs that have one holder."""
    holders: int = Field(default=0, ge=0)
    calibration: Calibration = Calibration()
    calibration_error: float | None = Field(default=None, ge=0.0, le=1.0)
    """Expected calibration error, holders held out; None where it was not measured."""
    average_precision: float | None = Field(default=None, ge=0.0, le=1.0)


@dataclass(frozen=True, slots=True)
class Score:
    """The weight of a pair and its parts."""

    prior: float
    parts: Mapping[EvidenceKind, float] = field(default_factory=dict)
    """Weight by kind, without those that weigh nothing."""

    @property
    def weight(self) -> float:
        """Log-odds, base 2, that both accounts have one holder."""
        return self.prior + sum(self.parts.values())

    @property
    def probability(self) -> float:
        """The weight as a probability, in [0, 1]."""
        return probability_of(self.weight)

    def weight_of(self, kind: EvidenceClass) -> float:
        """Return what the evidence of one class weighs, log-odds base 2."""
        is_hard = kind is EvidenceClass.HARD
        return sum(
            weight
            for one, weight in self.parts.items()
            if (one in HARD_EVIDENCE) is is_hard
        )


class LinkModel(Record):
    """A prior, one curve for each kind of evidence, and what they were learned from."""

    format: Literal["stallwatch-links/1"] = "stallwatch-links/1"
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")
    prior: Bits
    """Log-odds, base 2, that a candidate pair has one holder, before any evidence."""
    curves: dict[EvidenceKind, Curve]
    """A kind without a curve weighs nothing."""
    training: TrainingNote

    @cached_property
    def version(self) -> str:
        """The name, and a digest that changes with any weight or training pair."""
        curves = {kind.value: one.model_dump() for kind, one in self.curves.items()}
        content = json.dumps(
            (self.prior, curves, self.training.digest), sort_keys=True
        ).encode()
        return f"{self.name}-{hashlib.sha256(content).hexdigest()[:12]}"

    def weigh(self, features: Mapping[EvidenceKind, float]) -> Score:
        """Weigh what was measured of a pair.

        Args:
            features: The measure of each kind that could be measured.
        """
        parts = {}
        for kind, measure in features.items():
            curve = self.curves.get(kind)
            weight = 0.0 if curve is None else curve.at(measure)
            if abs(weight) >= LEAST_PART:
                parts[kind] = weight
        return Score(prior=self.prior, parts=parts)

    def to_json(self) -> str:
        """Return the model as it stands in a file."""
        return self.model_dump_json(indent=1, exclude_none=True) + "\n"


def load_model(path: Path | None = None) -> LinkModel:
    """Read a model; without a path the shipped one.

    Raises:
        ModelMissingError: There is no such file, or it cannot be read.
        ModelMismatchError: The file is damaged, or is no model of links.
    """
    path = path or SHIPPED
    try:
        if path.stat().st_size > _MAX_FILE_BYTES:
            raise ModelMismatchError(
                f"the file is larger than {_MAX_FILE_BYTES:,} bytes and so no model of "
                f"links: {_AGAIN}",
                path=str(path),
            )
        content = path.read_bytes()
    except OSError as error:
        raise ModelMissingError(
            f"the model of links cannot be read ({error.strerror}): {_AGAIN}",
            path=str(path),
        ) from error
    try:
        return LinkModel.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise ModelMismatchError(
            f"no model of links, or a damaged one: {shown(where)}: {first['msg']}; {_AGAIN}",
            path=str(path),
        ) from error


def save_model(model: LinkModel, path: Path) -> None:
    """Write a model into a file, whole or not at all.

    Raises:
        ConfigError: Nothing can be written there.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(model.to_json())
            Path(aside).chmod(_READABLE)
            Path(aside).replace(path)
        finally:
            Path(aside).unlink(missing_ok=True)
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be written ({error.strerror}): name another file with --out"
        ) from error
