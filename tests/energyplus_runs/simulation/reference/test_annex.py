"""The annex reference_building.yaml: read, refused, and carried by a treatment."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.reference.annex import read_reference_building, read_treatment
from tests.energyplus_runs.simulation.reference.made import RECIPE, annex, mapping, treatment


def test_treatment_holds_the_whole_recipe_and_survives_json() -> None:
    given = treatment("hotel")
    again = json.loads(json.dumps(given))
    recipe, uses = read_treatment(again)
    assert (again["kind"], again["recipe"], uses) == ("reference", RECIPE, ("hotel",))
    assert recipe.rules == mapping()["recipes"][RECIPE]


def test_both_comparisons_name_a_recipe_there_is() -> None:
    assert annex().roles == {"national_reference": RECIPE, "energy_base_case": RECIPE}


def test_no_value_of_the_annex_rests_on_memory() -> None:
    def statuses(value: Any) -> list[str]:
        if isinstance(value, dict):
            own = [value["status"]] if "status" in value else []
            return own + [found for part in value.values() for found in statuses(part)]
        return [found for part in value for found in statuses(part)] if isinstance(value, list) else []

    found = statuses(mapping())
    assert len(found) > 20
    assert set(found) <= {"F1", "F2", "D", "P"}


def test_recipe_that_is_not_there() -> None:
    with pytest.raises(SimulationError) as caught:
        annex().treatment("gb-1999")
    assert caught.value.findings[0].code == "reference-annex-invalid"


def _memory(rules: dict[str, Any]) -> None:
    rules["lighting"]["basis"]["status"] = "M"


def _surplus(rules: dict[str, Any]) -> None:
    rules["chillers"]["oil_cooled"] = []


def _lost(rules: dict[str, Any]) -> None:
    del rules["fans"]


def _endless(rules: dict[str, Any]) -> None:
    rules["unitary"]["ducted"][0]["eer"] = float("inf")


def _disordered(rules: dict[str, Any]) -> None:
    rules["multi_split"].reverse()


def _gap(rules: dict[str, Any]) -> None:
    rules["classes"][0]["windows"][0]["above_ratio"] = 0.1


def _dark(rules: dict[str, Any]) -> None:
    del rules["lighting"]["w_per_m2"]["hotel"]


def _classless(rules: dict[str, Any]) -> None:
    rules["classes"].pop()


@pytest.mark.parametrize(
    ("spoil", "place"),
    [
        (_memory, "lighting.basis.status"),
        (_surplus, "chillers"),
        (_lost, ""),
        (_endless, "unitary.ducted[0].eer"),
        (_disordered, "multi_split"),
        (_gap, "classes[0].windows"),
        (_dark, "lighting.w_per_m2"),
        (_classless, "classes"),
    ],
)
def test_wrong_annex_is_refused_at_its_place(spoil: Callable[[dict[str, Any]], None], place: str) -> None:
    spoilt = mapping()
    spoil(spoilt["recipes"][RECIPE])
    with pytest.raises(SimulationError) as caught:
        read_reference_building(spoilt)
    assert caught.value.findings[0].code == "reference-annex-invalid"
    assert place in str(caught.value.findings[0].where.field)


def test_role_without_its_recipe_is_refused() -> None:
    spoilt = mapping()
    spoilt["roles"]["energy_base_case"]["recipe"] = "edge"
    with pytest.raises(SimulationError) as caught:
        read_reference_building(spoilt)
    assert "edge" in caught.value.findings[0].message["en"]


def test_treatment_with_a_spoilt_recipe_is_refused() -> None:
    given = json.loads(json.dumps(treatment("hotel")))
    given["rules"]["lighting"]["w_per_m2"]["hotel"] = -7
    with pytest.raises(SimulationError) as caught:
        read_treatment(given)
    assert caught.value.findings[0].where.field == "$.rules.lighting.w_per_m2.hotel"
