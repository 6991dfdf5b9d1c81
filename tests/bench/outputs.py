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

from energyplus_runs.selectors import engine, gazetteer
from energyplus_runs.simulation.preparation import prepare
from energyplus_runs.simulation.protocol import Protocol, read_protocol
from energyplus_runs.simulation.weather import Place
from tests.bench.timing import compare

PROTOCOL = settings.EDITIONS_DIR / settings.DEFAULT_EDITION / "protocol.yaml"
PROTOTYPE = "RefBldgSmallOfficeNew2004_Chicago.idf"


def run() -> dict[str, Any]:
    place = gazetteer().places["qionghai"]
    epw = gazetteer().station_of(place).epw.path
    protocol = read_protocol(yaml.safe_load(PROTOCOL.read_text("utf-8")))
    untouched = [step for step in protocol.steps if step != "outputs"]
    lean, own = (_prepared(place, protocol, steps) for steps in (protocol.steps, untouched))
    measured = compare(lambda: _simulate(lean, epw), lambda: _simulate(own, epw), rounds=3)
    return {
        "what": "simulate the DOE small office for a year",
        "rival": "EnergyPlus with the model's own outputs",
        **measured,
    }


def _prepared(place: Place, protocol: Protocol, steps: Sequence[str]) -> str:
    text = _prototype().read_text("utf-8")
    return prepare(text, engine(), place, gazetteer().station_of(place), protocol, steps=steps).text


def _prototype() -> Path:
    package = find_spec("pyenergyplus")
    if package is None or package.origin is None:
        raise SystemExit(
            "The benchmark needs the prototype models of the package pyenergyplus-lbnl: make bench installs it."
        )
    return Path(package.origin).parent / "data" / "model" / PROTOTYPE


def _simulate(text: str, epw: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "model.idf"
        model.write_text(text, encoding="utf-8")
        command = [str(engine().executable), "-w", str(epw), "-d", folder, str(model)]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
