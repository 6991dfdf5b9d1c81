"""Reference buildings as the tests make them, and what the engine itself says of them in its tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

from energyplus_runs.simulation.cases import CaseModel, complete, treat
from energyplus_runs.simulation.idf import IdfModel, load
from energyplus_runs.simulation.installation import Engine
from energyplus_runs.simulation.intake import examine
from energyplus_runs.simulation.preparation import Prepared, StepReport, prepare_at, site_of
from energyplus_runs.simulation.reference.annex import (
    FILE_NAME,
    ReferenceBuilding,
    read_reference_building,
)
from energyplus_runs.simulation.reference.recipe import Recipe
from energyplus_runs.simulation.runner import run
from energyplus_runs.simulation.sizes import Sizes, for_sizing_only, read_sizes
from energyplus_runs.simulation.steps_base import Change, Site
from energyplus_runs.simulation.treatment import Treatment
from energyplus_runs.simulation.weather import load_places
from standard_site.lib.findings import Finding
from tests.energyplus_runs.simulation.preparation_models import MODELS, PROTOTYPES, ROOT, protocol

ANNEX = ROOT / "rules" / "editions" / "island-2026-r1" / FILE_NAME
RECIPE = "gb-2016"
_REPORTS = "EnvelopeSummary, LightingSummary, EquipmentSummary"
Table = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Made:
    """A design and its reference building, with the database of a sizing run of the latter and its tables."""

    engine: Engine
    design_text: str
    reference_text: str
    steps: tuple[StepReport, ...]
    findings: tuple[Finding, ...]
    sizes: Sizes
    sql: Path

    @cached_property
    def design(self) -> IdfModel:
        return load(self.design_text, self.engine)

    @cached_property
    def reference(self) -> IdfModel:
        return load(self.reference_text, self.engine)

    def table(self, report: str, name: str) -> Table:
        """A table of the engine: by row, by column, as it prints them."""
        asked = "SELECT RowName, ColumnName, Value FROM TabularDataWithStrings WHERE ReportName = ? AND TableName = ?"
        rows: dict[str, dict[str, str]] = {}
        with closing(sqlite3.connect(self.sql)) as database:
            for row, column, value in database.execute(asked, (report, name)):
                rows.setdefault(row.lower(), {})[column] = value
        return rows

    def changes(self, key: str) -> tuple[Change, ...]:
        return next(step.changes for step in self.steps if step.key == key)

    def codes(self) -> set[str]:
        return {finding.code for finding in self.findings}


def mapping() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(ANNEX.read_text(encoding="utf-8"))
    return loaded


@lru_cache
def annex() -> ReferenceBuilding:
    return read_reference_building(mapping())


def recipe() -> Recipe:
    return Recipe.read(annex().recipes[RECIPE])


def treatment(*uses: str) -> Treatment:
    return annex().treatment(RECIPE, uses)


@lru_cache
def site() -> Site:
    gazetteer = load_places()
    place = gazetteer.places["qionghai"]
    return site_of(place, gazetteer.station_of(place), protocol())


def model_text(name: str) -> str:
    """One of our models, or one of the DOE's."""
    own = MODELS / f"{name}.idf"
    return (
        own.read_text(encoding="utf-8")
        if own.is_file()
        else (PROTOTYPES / f"{name}.idf").read_text("latin-1")
    )


def prepared(name: str, engine: Engine) -> Prepared:
    intake = examine(model_text(name).encode("utf-8"), f"{name}.idf", engine)
    assert intake.text is not None, intake.findings
    return prepare_at(intake.text, engine, site())


def treated(design: Prepared, engine: Engine, *uses: str) -> CaseModel:
    return treat(design, engine, site(), [treatment(*uses)], b"")


def make(name: str, engine: Engine, folder: Path, *uses: str) -> Made:
    """The reference building of a model for these uses: treated, sized, completed, and sized again for its tables."""
    design = prepared(name, engine)
    case = treated(design, engine, *uses)
    sizes = read_sizes(_sized(for_sizing_only(case.prepared.text, engine), engine, folder / "sizing"))
    done = complete(case, engine, site(), [treatment(*uses)], sizes).prepared
    sql = _sized(_with_tables(for_sizing_only(done.text, engine)), engine, folder / "tables")
    steps = done.steps[len(design.steps) :]
    findings = done.findings[len(design.findings) :]
    return Made(engine, design.text, done.text, steps, findings, sizes, sql)


def _sized(text: str, engine: Engine, folder: Path) -> Path:
    outcome = run(engine, text, site().station.epw.path, folder)
    assert outcome.sql is not None, outcome.findings
    return outcome.sql


def _with_tables(text: str) -> str:
    """The same with the engine's own reports of what it took the building for, with all their digits."""
    start = text.index("Output:SQLite")
    end = text.index(";", start)
    tables = f"Output:SQLite, SimpleAndTabular, None, No;\nOutput:Table:SummaryReports, {_REPORTS};\n"
    return text[:start] + tables + text[text.index("\n", end) :]
