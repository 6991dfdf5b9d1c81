"""The annex reference_building.yaml of an edition: its recipes, and the treatments that carry them to a run."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.reference.catalogue import CATALOGUE
from energyplus_runs.simulation.reference.recipe import Recipe
from energyplus_runs.simulation.treatment import Treatment
from standard_site.lib.findings import Finding, Where

FILE_NAME = "reference_building.yaml"
KIND = "reference"
_SCHEMA = json.loads(Path(__file__).with_name("reference_building.schema.json").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class ReferenceBuilding:
    """The whole annex; `roles` says which recipe stands for which comparison."""

    version: int
    roles: Mapping[str, str]
    recipes: Mapping[str, Mapping[str, Any]]

    def treatment(self, recipe: str, uses: Sequence[str] = ()) -> Treatment:
        """Everything a run needs to make the reference building of a design whose typologies are `uses`.

        Raises SimulationError for a recipe that the annex does not have.
        """
        if recipe not in self.recipes:
            raise SimulationError([_finding("$.recipes", f"there is no recipe {recipe!r}")])
        return {"kind": KIND, "recipe": recipe, "uses": [*uses], "rules": self.recipes[recipe]}


def read_reference_building(mapping: Mapping[str, Any]) -> ReferenceBuilding:
    """The recipes in a loaded reference_building.yaml.

    Raises SimulationError with a finding for each unknown or missing key and each wrong value.
    """
    findings = [*_against(_SCHEMA, mapping)] or [*_roles_unknown(mapping)]
    if not findings:
        for key, recipe in mapping["recipes"].items():
            findings += _contradictions(f"$.recipes.{key}", recipe)
    if findings:
        raise SimulationError(findings)
    roles = {key: role["recipe"] for key, role in mapping["roles"].items()}
    return ReferenceBuilding(mapping["version"], roles, mapping["recipes"])


def read_treatment(treatment: Treatment) -> tuple[Recipe, tuple[str, ...]]:
    """The recipe of a treatment and the typologies of the building; raises SimulationError for settings that are wrong."""
    schema = {"$ref": "#/$defs/treatment", "$defs": _SCHEMA["$defs"]}
    findings = [*_against(schema, treatment)] or [*_contradictions("$.rules", treatment["rules"])]
    if findings:
        raise SimulationError(findings)
    return Recipe.read(treatment["rules"]), tuple(treatment["uses"])


def _against(schema: Mapping[str, Any], mapping: Mapping[str, Any]) -> Iterator[Finding]:
    for error in Draft202012Validator(schema).iter_errors(mapping):
        yield _finding(error.json_path, error.message)
    for path in _not_finite("$", mapping):
        yield _finding(path, "the number is not finite")


def _roles_unknown(mapping: Mapping[str, Any]) -> Iterator[Finding]:
    for key, role in mapping["roles"].items():
        if role["recipe"] not in mapping["recipes"]:
            yield _finding(f"$.roles.{key}.recipe", f"there is no recipe {role['recipe']!r}")


def _contradictions(path: str, recipe: Mapping[str, Any]) -> Iterator[Finding]:
    """What the form of a recipe cannot say: classes in order from zero, and a figure for every use."""
    for name, bounds in _bounds(recipe):
        if bounds[0] != 0 or any(low >= high for low, high in pairwise(bounds)):
            yield _finding(f"{path}.{name}", "the classes begin at 0 and rise")
    floors = [entry["above_floor_area_m2"] for entry in recipe["classes"]]
    if floors[-1] != 0 or any(high <= low for high, low in pairwise(floors)):
        yield _finding(f"{path}.classes", "the classes of the building fall to 0")
    uses = {use for use in recipe["typologies"].values() if use is not None}
    tables = {"lighting.w_per_m2": recipe["lighting"]["w_per_m2"]}
    for kind, table in recipe["fans"]["ws_w_per_m3_per_h"].items():
        tables[f"fans.ws_w_per_m3_per_h.{kind}"] = table
    for name, table in tables.items():
        for use in sorted(uses - set(table)):
            yield _finding(f"{path}.{name}", f"the use {use!r} has no figure")


def _bounds(recipe: Mapping[str, Any]) -> Iterator[tuple[str, list[float]]]:
    for index, entry in enumerate(recipe["classes"]):
        yield f"classes[{index}].windows", [band["above_ratio"] for band in entry["windows"]]
    bands = recipe["facades"]["visible_transmittance"]
    yield "facades.visible_transmittance", [band["above_ratio"] for band in bands]
    for name in ("ducted", "unducted"):
        yield f"unitary.{name}", [entry["above_kw"] for entry in recipe["unitary"][name]]
    for name in ("water_cooled", "air_cooled"):
        yield f"chillers.{name}", [entry["above_kw"] for entry in recipe["chillers"][name]]
    yield "multi_split", [entry["above_kw"] for entry in recipe["multi_split"]]


def _not_finite(path: str, value: Any) -> Iterator[str]:
    """YAML can write .nan and .inf, which pass every bound."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _not_finite(f"{path}.{key}", part)
    elif isinstance(value, list | tuple):
        for index, part in enumerate(value):
            yield from _not_finite(f"{path}[{index}]", part)
    elif isinstance(value, float) and not math.isfinite(value):
        yield path


def _finding(path: str, reason: str) -> Finding:
    where = Where(file=FILE_NAME, field=path)
    return CATALOGUE.make("reference-annex-invalid", where, reason=f"{path}: {reason}")
