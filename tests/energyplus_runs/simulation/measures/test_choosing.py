"""The catalogue of measures and what people ask of it."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
import yaml

from energyplus_runs.simulation.cases import check_treatments
from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.measures import catalogue
from energyplus_runs.simulation.measures.catalogue import measures, read_catalogue
from energyplus_runs.simulation.measures.choosing import read_chosen, treatment_of
from energyplus_runs.simulation.measures.registry import APPLIERS

ALL = tuple(measures())
SHARE = {"share": 0.7}


def entry(key: str = "lighting-power", **parameters: Any) -> dict[str, Any]:
    return {"key": key, "parameters": parameters or SHARE}


def test_every_measure_is_carried_out_by_something_and_in_one_order() -> None:
    assert list(APPLIERS) == list(measures())


def test_every_number_has_its_source_and_texts_are_in_both_languages() -> None:
    for measure in measures().values():
        texts = [measure.title, measure.explanation, measure.needs]
        for parameter in measure.parameters.values():
            assert parameter.basis.status in {"F1", "F2", "D", "P"}
            texts += [parameter.title, parameter.basis.title]
        assert all(text["en"] and text["zh-hans"] for text in texts)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("cool-roof", "parameters", "solar_absorptance", "default"), 2.0),
        (("cool-roof", "parameters", "solar_absorptance", "basis"), {"status": "M"}),
        (("cool-roof", "title"), {"en": "Only English"}),
        (("cool-roof", "embodied"), {}),
    ],
)
def test_a_catalogue_that_is_wrong_is_refused(path: tuple[str, ...], value: Any) -> None:
    given = yaml.safe_load(Path(catalogue.__file__).with_name("catalogue.yaml").read_text(encoding="utf-8"))
    place = given["measures"]
    for word in path[:-1]:
        place = place[word]
    place[path[-1]] = value
    with pytest.raises(ValueError, match=path[0]):
        read_catalogue(given)


def test_measures_are_read_in_the_order_of_application_whatever_was_asked() -> None:
    chosen = read_chosen([{"key": key, "parameters": measures()[key].defaults()} for key in reversed(ALL)])
    assert tuple(one.measure.key for one in chosen) == ALL
    treatment = treatment_of(chosen)
    check_treatments([treatment])
    assert read_chosen(treatment["measures"]) == chosen


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (None, "measures-malformed"),
        ([], "measures-malformed"),
        (["lighting-power"], "measures-malformed"),
        ([{"key": "lighting-power"}], "measures-malformed"),
        ([{"key": "lighting-power", "parameters": [1]}], "measures-malformed"),
        ([entry("magic")], "measure-unknown"),
        ([entry(), entry()], "measure-twice"),
        ([entry(part=1)], "measure-parameter-unknown"),
        ([{"key": "lighting-power", "parameters": {}}], "measure-parameter-missing"),
        ([entry(share=1.5)], "measure-parameter-outside"),
        ([entry(share=math.nan)], "measure-parameter-outside"),
        ([entry(share=math.inf)], "measure-parameter-outside"),
        ([entry(share="0.7")], "measure-parameter-outside"),
        ([entry(share=True)], "measure-parameter-outside"),
    ],
)
def test_what_is_wrong_is_named(given: Any, code: str) -> None:
    with pytest.raises(SimulationError) as raised:
        check_treatments([{"kind": "measures", "measures": given}])
    assert code in {finding.code for finding in raised.value.findings}


def test_a_treatment_has_nothing_else() -> None:
    with pytest.raises(SimulationError):
        check_treatments([{"kind": "measures", "measures": [entry()], "more": 1}])
