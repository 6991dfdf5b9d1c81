"""One real run of the small office, shared by every test that only reads it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from energyplus_runs.simulation.installation import Engine, find_engine
from energyplus_runs.simulation.progress import Progress
from energyplus_runs.simulation.runner import RunOutcome, run

MODELS = Path(__file__).parent.parent / "models"

_METERS = {
    "box.idf": (
        "Electricity:Facility",
        "NaturalGas:Facility",
        "DistrictHeatingWater:Facility",
        "Water:Facility",
        "ElectricityPurchased:Facility",
        "ElectricitySurplusSold:Facility",
        "Heating:Electricity",
        "Cooling:Electricity",
        "InteriorLights:Electricity",
        "ExteriorLights:Electricity",
        "InteriorEquipment:Electricity",
        "Fans:Electricity",
        "InteriorEquipment:NaturalGas",
        "WaterSystems:DistrictHeatingWater",
    ),
    "box_zh.idf": (
        "Electricity:Facility",
        "DistrictCooling:Facility",
        "DistrictHeatingWater:Facility",
        "ElectricityPurchased:Facility",
        "ElectricitySurplusSold:Facility",
        "ElectricityProduced:Facility",
        "Photovoltaic:ElectricityProduced",
        "PowerConversion:ElectricityProduced",
        "InteriorLights:Electricity",
        "InteriorEquipment:Electricity",
        "Cogeneration:Electricity",
        "Cooling:DistrictCooling",
        "Heating:DistrictHeatingWater",
    ),
}


@dataclass(frozen=True)
class Ran:
    """A run with everything that was said about it."""

    outcome: RunOutcome
    folder: Path
    progress: list[Progress]


def model_text(name: str = "box.idf", *, left_out: tuple[str, ...] = ()) -> str:
    """A model of ours with the outputs that the results are read from."""
    lines = ["", "Output:SQLite,SimpleAndTabular;"]
    lines += ["Output:Table:SummaryReports,AnnualBuildingUtilityPerformanceSummary,SystemSummary;"]
    for meter in _METERS[name]:
        if meter not in left_out:
            lines += [f"Output:Meter,{meter},Monthly;", f"Output:Meter,{meter},RunPeriod;"]
    return (MODELS / name).read_text(encoding="utf-8") + "\n".join(lines) + "\n"


@pytest.fixture(scope="session")
def engine() -> Engine:
    return find_engine()


@pytest.fixture(scope="session")
def epw(engine: Engine) -> Path:
    return next((engine.root / "WeatherData").glob("USA_FL_Tampa*.epw"))


@pytest.fixture
def run_folder() -> Iterator[Path]:
    """A folder that an unprivileged user can be led to, which pytest's own is not."""
    with tempfile.TemporaryDirectory(prefix="run-") as name:
        yield Path(name)


def _ran(engine: Engine, epw: Path, folder: Path, name: str) -> Ran:
    progress: list[Progress] = []
    outcome = run(engine, model_text(name), epw, folder, on_progress=progress.append)
    return Ran(outcome, folder, progress)


@pytest.fixture(scope="session")
def box_run(engine: Engine, epw: Path, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    return _ran(engine, epw, tmp_path_factory.mktemp("box"), "box.idf")


@pytest.fixture(scope="session")
def box_zh_run(engine: Engine, epw: Path, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    return _ran(engine, epw, tmp_path_factory.mktemp("box_zh"), "box_zh.idf")
