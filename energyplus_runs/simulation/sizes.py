"""Sizing runs: the model that only sizes, and what it decided: the component sizes the engine reports."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.findings_run import CATALOGUE
from energyplus_runs.simulation.idf import load
from energyplus_runs.simulation.installation import Engine
from energyplus_runs.simulation.output_files import is_output
from energyplus_runs.simulation.steps_base import Wanted, edit, reconcile, remove
from standard_site.lib.findings import Where

_COMPONENTS = "SELECT CompType, CompName, Description, Value FROM ComponentSizes"
_RUN_NOTHING = {
    "Run Simulation for Sizing Periods": "No",
    "Run Simulation for Weather File Run Periods": "No",
}
# Sizing is asked for only where the model has something to size by; the engine calls the rest an error.
_SIZED_BY = {
    "Do Zone Sizing Calculation": "Sizing:Zone",
    "Do System Sizing Calculation": "Sizing:System",
    "Do Plant Sizing Calculation": "Sizing:Plant",
}
_KEPT_OUTPUTS = ("output:preprocessormessage", "outputcontrol:files", "output:sqlite")


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes by component type, name and description, all in lower case; values in the SI units the description ends in."""

    values: Mapping[tuple[str, str, str], float]

    def of(self, type_name: str, name: str, description: str) -> float | None:
        """One size, None where the engine reported none (a component with hard sizes reports none)."""
        return self.values.get((type_name.lower(), name.lower(), description.lower()))


def for_sizing_only(text: str, engine: Engine) -> str:
    """A prepared model with nothing to simulate: it sizes its zones, systems and plant and writes the database.

    Raises SimulationError when the model cannot be loaded.
    """
    model = load(text, engine)
    sized = {field: "Yes" for field, by in _SIZED_BY.items() if model.objects(by)}
    for control in model.objects("SimulationControl"):
        edit(control, {**sized, **_RUN_NOTHING})
    outputs = ("output:", "outputcontrol:")
    remove(
        model,
        [
            item
            for item in model
            if (name := item.type_name.lower()).startswith(outputs) and name not in _KEPT_OUTPUTS
        ],
    )
    reconcile(model, ("Output:SQLite",), [Wanted("Output:SQLite", {"Option Type": "Simple"})])
    return model.write()


def read_sizes(sql: Path) -> Sizes:
    """Read the sizes of a finished run; raises SimulationError for a file that is no results database."""
    where = Where(file=sql.name)
    if not is_output(sql):
        raise SimulationError(
            [CATALOGUE.make("results-unreadable", where, name=sql.name, reason="there is no such file")]
        )
    try:
        with closing(sqlite3.connect(f"{sql.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            rows = database.execute(_COMPONENTS).fetchall()
    except sqlite3.Error as error:
        finding = CATALOGUE.make("results-unreadable", where, name=sql.name, reason=str(error))
        raise SimulationError([finding]) from error
    return Sizes(
        {(kind.lower(), name.lower(), what.lower()): float(value) for kind, name, what, value in rows}
    )
