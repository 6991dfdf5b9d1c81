"""The catalogue of measures: what there is to try, its numbers with their sources, and what stands behind each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

_FILE = Path(__file__).with_name("catalogue.yaml")
_SCHEMA = json.loads(Path(__file__).with_name("catalogue.schema.json").read_text(encoding="utf-8"))
Text = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Basis:
    """Where a default comes from; status F1, F2, D or P."""

    status: str
    title: Text
    locator: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of a measure in `unit`, `least` and `most` both allowed."""

    key: str
    title: Text
    unit: str
    default: float
    least: float
    most: float
    basis: Basis


@dataclass(frozen=True, slots=True)
class Embodied:
    """The key of the factor of what is built and the element it belongs to; or why what is built is not known."""

    material: str | None
    element: Text | None
    unknown: Text | None


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure; `needs` says in words, `requires` in types of objects what a model must have for it.

    `in_reference`: the reference building of the improved design has it too, so that nothing is gained against that building.
    """

    key: str
    title: Text
    explanation: Text
    needs: Text
    requires: tuple[tuple[str, ...], ...]
    in_reference: bool
    parameters: Mapping[str, Parameter]
    embodied: Embodied

    def defaults(self) -> dict[str, float]:
        return {key: parameter.default for key, parameter in self.parameters.items()}

    def may_apply(self, type_names: Iterable[str]) -> bool:
        """Whether a model with objects of these types has what the measure needs, as far as types tell."""
        present = [name.lower() for name in type_names]
        return all(
            any(fnmatchcase(name, pattern.lower()) for pattern in group for name in present)
            for group in self.requires
        )


@lru_cache(maxsize=1)
def measures() -> Mapping[str, Measure]:
    """All measures by key, in the order in which they are applied together."""
    return read_catalogue(yaml.safe_load(_FILE.read_text(encoding="utf-8")))


def read_catalogue(mapping: Mapping[str, Any]) -> Mapping[str, Measure]:
    """A loaded catalogue. Raises ValueError with every mistake of its form and every default outside its range."""
    mistakes = [
        f"{error.json_path}: {error.message}" for error in Draft202012Validator(_SCHEMA).iter_errors(mapping)
    ] or [*_outside(mapping)]
    if mistakes:
        raise ValueError("\n".join(mistakes))
    return {key: _measure(key, entry) for key, entry in mapping["measures"].items()}


def _outside(mapping: Mapping[str, Any]) -> Iterator[str]:
    for key, entry in mapping["measures"].items():
        for name, parameter in entry["parameters"].items():
            if not parameter["least"] <= parameter["default"] <= parameter["most"]:
                yield f"$.measures.{key}.parameters.{name}: the default is outside the range"


def _measure(key: str, entry: Mapping[str, Any]) -> Measure:
    made = entry["embodied"]
    return Measure(
        key=key,
        title=entry["title"],
        explanation=entry["explanation"],
        needs=entry["needs"],
        requires=tuple(tuple(group) for group in entry["requires"]),
        in_reference=entry["in_reference"],
        parameters={name: _parameter(name, given) for name, given in entry["parameters"].items()},
        embodied=Embodied(made.get("material"), made.get("element"), made.get("unknown")),
    )


def _parameter(key: str, entry: Mapping[str, Any]) -> Parameter:
    default, least, most = (float(entry[name]) for name in ("default", "least", "most"))
    return Parameter(key, entry["title"], entry["unit"], default, least, most, Basis(**entry["basis"]))
