"""Studies of options on the small office. What EnergyPlus says of a request is asked once and kept for these tests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from assessments.actions.designs import DesignFiles, Upload, add_design
from assessments.models import Design, Project
from assessments.options.actions import combine, request_study
from assessments.options.models import Option, OptionStudy
from assessments.options.selectors import with_runs
from energyplus_runs.execution import execute
from energyplus_runs.models import Run
from energyplus_runs.simulation.measures.catalogue import measures
from standard_site.files.actions import store_bytes
from tests.assessments.cast import DECLARED, MODEL, Cast, make_project

TAKE_OFF = (
    b"line_id,element,material,quantity,unit,factor_key,density_kg_per_m3\n"
    b"1,Slab,Concrete C30,40,m3,concrete-c30,2300\n"
)
_KEPT = ("status", "phase", "percent", "preparation", "results", "results_digest", "findings", "engine_build")
_SIMULATED: dict[str, tuple[dict[str, Any], bytes]] = {}


@dataclass(frozen=True, slots=True)
class Studied:
    """A study that is over, and who asked for it."""

    cast: Cast
    study: OptionStudy

    def option(self, *keys: str) -> Option:
        """The option of exactly these measures."""
        options = with_runs(OptionStudy.objects.filter(pk=self.study.pk), results=True).get().options.all()
        return next(one for one in options if [entry["key"] for entry in one.measures] == [*keys])

    def again(self) -> OptionStudy:
        return with_runs(OptionStudy.objects.filter(pk=self.study.pk), results=True).get()


def asked(*keys: str, **values: float) -> list[dict[str, Any]]:
    """Measures by their defaults; a value is that of every measure with such a parameter."""
    chosen = [(key, measures()[key].defaults()) for key in keys]
    return [{"key": key, "parameters": {**own, **_among(own, values)}} for key, own in chosen]


def _among(own: dict[str, float], values: dict[str, float]) -> dict[str, float]:
    return {name: value for name, value in values.items() if name in own}


def carry_out(study: OptionStudy) -> None:
    """Simulate what is open; the same work for the second time is taken from the first."""
    for run in Run.objects.filter(options__study=study):
        key = json.dumps([run.protocol, run.treatments], sort_keys=True)
        if key not in _SIMULATED:
            execute(str(run.pk), worker="test", trusted=True)
            run.refresh_from_db()
            text = run.prepared.read_bytes() if run.prepared else b""
            _SIMULATED[key] = ({name: getattr(run, name) for name in _KEPT}, text)
        columns, text = _SIMULATED[key]
        Run.objects.filter(pk=run.pk).update(**columns, prepared=store_bytes(text) if text else None)


def office(cast: Cast, project: Project) -> Design:
    """The small office with a take-off and declared values."""
    files = DesignFiles(
        model=Upload("box.idf", [MODEL.read_bytes()]),
        take_off=Upload("take_off.csv", [TAKE_OFF]),
        declared=Upload("declared.yaml", [DECLARED]),
    )
    return add_design(cast.member, project, files)


@pytest.fixture
def design(cast: Cast) -> Design:
    return office(cast, make_project(cast))


@pytest.fixture
def studied(cast: Cast, design: Design) -> Studied:
    """Roof insulation, fewer lights and photovoltaics, one by one; the first two together."""
    given = asked("roof-insulation", "lighting-power", "photovoltaics", roof_share=0.2)
    study = request_study(cast.member, design, given, send=False)
    combine(cast.member, study, [1, 2], send=False)
    carry_out(study)
    return Studied(cast, study)
