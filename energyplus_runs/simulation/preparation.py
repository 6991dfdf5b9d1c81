"""Preparing a model for its run: named steps, each a small edit that says what it changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.findings_preparation import CATALOGUE
from energyplus_runs.simulation.idf import IdfModel, load
from energyplus_runs.simulation.installation import Engine
from energyplus_runs.simulation.protocol import Protocol
from energyplus_runs.simulation.protocol_basis import Mode
from energyplus_runs.simulation.schema_index import load_schema
from energyplus_runs.simulation.steps_base import Action, Change, Outcome, Site
from energyplus_runs.simulation.steps_outputs import reduce_outputs
from energyplus_runs.simulation.steps_site import (
    move_location,
    replace_design_days,
    set_ground_temperatures,
    set_mains_temperatures,
)
from energyplus_runs.simulation.steps_standard import (
    check_densities,
    check_schedules,
    check_setpoints,
    replace_densities,
)
from energyplus_runs.simulation.steps_time import control_simulation, set_calendar
from energyplus_runs.simulation.weather import (
    DesignDay,
    EpwSummary,
    Place,
    Station,
    check_files,
    design_days,
    read_epw,
)
from standard_site.lib.findings import Finding, Where

__all__ = [
    "PREPARATION_VERSION",
    "STEPS",
    "Action",
    "Change",
    "Prepared",
    "StepReport",
    "prepare",
    "prepare_at",
    "site_of",
]

# Part of the cache key of every run: raise it with any change that can alter a prepared text, or what is read of a run.
PREPARATION_VERSION = "4"


Taken = Callable[[IdfModel, Site], Outcome]


def _keep(_model: IdfModel, _site: Site) -> Outcome:
    """The model's own stays."""
    return Outcome()


@dataclass(frozen=True, slots=True)
class Step:
    """One named step of preparation; `check` says how a model departs from what `apply` would make of it."""

    title: Mapping[str, str]
    apply: Taken | None
    check: Taken | None = None

    def taken(self, mode: Mode) -> Taken:
        """What the step does in this mode. Raises SimulationError for one that cannot be taken so."""
        found = {Mode.REPLACE: self.apply, Mode.KEEP: _keep, Mode.CHECK: self.check}[mode]
        if found is None:
            reason = f"the step '{self.title['en']}' cannot be taken in mode '{mode}'"
            raise SimulationError([CATALOGUE.make("protocol-invalid", Where(), reason=reason)])
        return found


@dataclass(frozen=True, slots=True)
class StepReport:
    """What one step changed, or found when it only checks; no change means that the model was so already."""

    key: str
    title: Mapping[str, str]
    changes: tuple[Change, ...]
    mode: Mode = Mode.REPLACE


@dataclass(frozen=True, slots=True)
class Prepared:
    """The model as it will run, and how it came to be."""

    text: str
    steps: tuple[StepReport, ...]
    findings: tuple[Finding, ...]


STEPS: Mapping[str, Step] = {
    "location": Step({"en": "Location", "zh-hans": "地点"}, move_location),
    "design-days": Step({"en": "Design days", "zh-hans": "设计日"}, replace_design_days),
    "calendar": Step({"en": "Calendar", "zh-hans": "日历"}, set_calendar),
    "simulation-control": Step({"en": "Simulation control", "zh-hans": "模拟控制"}, control_simulation),
    "ground-temperatures": Step({"en": "Ground temperatures", "zh-hans": "地温"}, set_ground_temperatures),
    "mains-temperatures": Step(
        {"en": "Mains water temperatures", "zh-hans": "自来水温度"}, set_mains_temperatures
    ),
    "outputs": Step({"en": "Outputs", "zh-hans": "输出"}, reduce_outputs),
    "standard-densities": Step(
        {"en": "Standard densities", "zh-hans": "标准密度"}, replace_densities, check_densities
    ),
    "standard-setpoints": Step(
        {"en": "Standard set-points", "zh-hans": "标准设定温度"}, None, check_setpoints
    ),
    "standard-schedules": Step(
        {"en": "Standard hours of use", "zh-hans": "标准使用时间"}, None, check_schedules
    ),
}


def prepare(  # noqa: PLR0913 - the boundary that docs/architecture.md names
    text: str,
    engine: Engine,
    place: Place,
    station: Station,
    protocol: Protocol,
    *,
    steps: Sequence[str] | None = None,
) -> Prepared:
    """Prepare IDF text for its run at `place` with the year of `station`; a second time changes nothing.

    `steps` are keys of STEPS in the order to take them, by default those of the protocol. Raises
    SimulationError when the model cannot be loaded or moved, or when the station's files are not the
    recorded ones.
    """
    return prepare_at(text, engine, site_of(place, station, protocol), steps)


def prepare_at(text: str, engine: Engine, site: Site, steps: Sequence[str] | None = None) -> Prepared:
    """`prepare` where the site is known already. Raises SimulationError when the model cannot be loaded or moved."""
    model, site = load(text, engine), replace(site, schema=load_schema(engine.schema))
    reports: list[StepReport] = []
    findings: list[Finding] = []
    for key in site.protocol.steps if steps is None else steps:
        mode = site.protocol.mode_of(key)
        outcome = STEPS[key].taken(mode)(model, site)
        reports.append(StepReport(key, STEPS[key].title, outcome.changes, mode))
        findings += outcome.findings
    return Prepared(model.write(), tuple(reports), tuple(findings))


def site_of(place: Place, station: Station, protocol: Protocol) -> Site:
    """Where a model is moved to.

    Raises SimulationError when the station is not the place's, or its files are not the recorded ones.
    """
    if place.station != station.key:
        values = {"place": place.key, "expected": place.station, "found": station.key}
        raise SimulationError([CATALOGUE.make("place-station-differs", Where(), **values)])
    check_files(station)
    year = _year(station.epw.path, station.epw.sha256)
    return Site(place, station, year, _days(station.ddy.path, station.ddy.sha256), protocol)


@lru_cache(maxsize=8)
def _year(epw: Path, digest: str) -> EpwSummary:
    """The weather of a file by its content, which was checked: a station's next version is another year."""
    return read_epw(epw)


@lru_cache(maxsize=8)
def _days(ddy: Path, digest: str) -> tuple[DesignDay, ...]:
    """The design days of a file by its content, which was checked."""
    return design_days(ddy)
