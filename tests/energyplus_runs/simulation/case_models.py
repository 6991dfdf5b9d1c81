"""Cases of the second edition on small models, as the tests of cases share them."""

from __future__ import annotations

import copy
from typing import Any

import yaml

from energyplus_runs.simulation.cases import CaseModel, treat
from energyplus_runs.simulation.epw_file import EpwFile
from energyplus_runs.simulation.installation import Engine
from energyplus_runs.simulation.preparation import prepare, site_of
from energyplus_runs.simulation.protocol import read_protocol
from energyplus_runs.simulation.scenarios import read_scenarios
from energyplus_runs.simulation.weather import load_places
from tests.energyplus_runs.simulation.preparation_models import ROOT

EDITION = ROOT / "rules" / "editions" / "island-2026-r1"
STATION = load_places().stations["qionghai"]

# A roof and a wall that stand before the office and let nothing but its own sky through.
SHADE = """
Shading:Building:Detailed, Canopy, , 4,
    -3, -4, 3.2,
    13, -4, 3.2,
    13, 12, 3.2,
    -3, 12, 3.2;
"""


def scenarios_mapping() -> dict[str, Any]:
    mapping: dict[str, Any] = yaml.safe_load((EDITION / "scenarios.yaml").read_text(encoding="utf-8"))
    return mapping


def settings(case: str) -> dict[str, Any]:
    """The first treatment of a case of the second edition, to be changed at will."""
    return copy.deepcopy(dict(read_scenarios(scenarios_mapping()).cases[case].treatments[0]))


def case_of(text: str, engine: Engine, *treatments: dict[str, Any], epw: bytes | None = None) -> CaseModel:
    """A model at Qionghai under the second edition's protocol, with treatments."""
    gazetteer = load_places()
    place = gazetteer.places["qionghai"]
    protocol = read_protocol(yaml.safe_load((EDITION / "protocol.yaml").read_text(encoding="utf-8")))
    prepared = prepare(text, engine, place, STATION, protocol)
    weather = STATION.epw.path.read_bytes() if epw is None else epw
    return treat(prepared, engine, site_of(place, STATION, protocol), treatments, weather)


def factors(**monthly: float) -> dict[str, Any]:
    """Change factors made for a test: the same in every month."""
    return {
        "key": "made-up",
        "title": {"en": "Made for a test", "zh-hans": "测试用"},
        "station": "qionghai",
        "region": "nowhere",
        "baseline": "2000s",
        "period": "2050s",
        "scenario": "made for a test",
        "basis": {
            "status": "P",
            "title": "Made for a test",
            "locator": "none",
            "note": {"en": "None", "zh-hans": "无"},
        },
        "monthly": {key: [value] * 12 for key, value in monthly.items()},
    }


def steady_year(dry_bulb_c: float = 25.0, humidity_percent: float = 50.0) -> list[list[str]]:
    """The rows of an EPW file of the Qionghai station with one temperature and one humidity all year."""
    lines = STATION.epw.path.read_text(encoding="latin-1").splitlines()[8:]
    rows = [line.split(",") for line in lines]
    for row in rows:
        row[6], row[8], row[9] = str(dry_bulb_c), str(humidity_percent), "101325"
    return rows


def as_file(rows: list[list[str]]) -> EpwFile:
    header = STATION.epw.path.read_text(encoding="latin-1").splitlines()[:8]
    return EpwFile(tuple(tuple(line.split(",")) for line in header), tuple(tuple(row) for row in rows))
