"""A year of a prototype office: with the outputs our protocol leaves, against the outputs the model asks for itself."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from energyplus_runs.selectors import engine
from energyplus_runs.simulation.preparation import prepare
from energyplus_runs.simulation.protocol import Protocol, read_protocol
from energyplus_runs.simulation.weather import load_places
from tests.bench.timing import compare

PROTOCOL = settings.EDITIONS_DIR / settings.DEFAULT_EDITION / "protocol.yaml"
PROTOTYPE = "RefBldgSmallOfficeNew2004_Chicago.idf"


def run() -> dict[str, Any]:
    lean, own = lean_outputs(prototype_text()), own_outputs(prototype_text())
    measured = compare(lambda: simulate(lean), lambda: simulate(own), rounds=3)
    return {
        "what": "simulate the DOE small office for a year",
        "rival": "EnergyPlus with the model's own outputs",
        **measured,
    }


def lean_outputs(text: str) -> str:
    """A model prepared for Qionghai by the whole protocol."""
    return _prepared(text, _protocol().steps)


def own_outputs(text: str) -> str:
    """The same with the outputs it asks for itself."""
    return _prepared(text, [step for step in _protocol().steps if step != "outputs"])


def prototype_text() -> str:
    """The DOE small office, from the test extra."""
    package = find_spec("pyenergyplus")
    if package is None or package.origin is None:
        raise SystemExit(
            "The benchmark needs the prototype models of the package pyenergyplus-lbnl: make bench installs it."
        )
    return (Path(package.origin).parent / "data" / "model" / PROTOTYPE).read_text(encoding="utf-8")


def simulate(text: str) -> None:
    """The engine as anybody would start it, for the year of Qionghai."""
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "model.idf"
        model.write_text(text, encoding="utf-8")
        command = [str(engine().executable), "-w", str(station_epw()), "-d", folder, str(model)]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)


def _prepared(text: str, steps: Sequence[str]) -> str:
    shipped = load_places()
    place = shipped.places["qionghai"]
    return prepare(text, engine(), place, shipped.station_of(place), _protocol(), steps=steps).text


def _protocol() -> Protocol:
    return read_protocol(yaml.safe_load(PROTOCOL.read_text("utf-8")))


def station_epw() -> Path:
    """The year of Qionghai."""
    shipped = load_places()
    return shipped.station_of(shipped.places["qionghai"]).epw.path
