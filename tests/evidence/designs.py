"""What the proofs with real designs share: the designs, the engine, the protocol that ships, tables for the terminal."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from energyplus_runs.simulation.installation import Engine
from energyplus_runs.simulation.protocol import FILE_NAME, Protocol, read_protocol
from energyplus_runs.simulation.weather import Place, Station, load_places
from tests.evidence.service import ROOT

PLACE = "qionghai"
TROPICAL_YEAR = "USA_FL_Miami.Intl.AP.722020_TMY3"
CHICAGO = "USA_IL_Chicago-OHare.Intl.AP.725300_TMY3"
DENVER = "USA_CO_Denver-Aurora-Buckley.AFB.724695_TMY3"


@dataclass(frozen=True, slots=True)
class Design:
    """A model to assess and the year it is compared on."""

    path: Path
    own_weather: Path

    @property
    def name(self) -> str:
        return self.path.stem


@dataclass(frozen=True, slots=True)
class Bench:
    """What every proof needs: the engine and a folder of its own."""

    engine: Engine
    work: Path

    @property
    def var(self) -> Path:
        return self.work / "var"

    def place(self) -> Place:
        return load_places().places[PLACE]

    def station(self) -> Station:
        return load_places().station_of(self.place())


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table, and whether what it should show holds."""

    cells: tuple[str, ...]
    holds: bool


def package_data() -> Path:
    """The folder of models and weather of the package pyenergyplus-lbnl."""
    found = importlib.util.find_spec("pyenergyplus")
    if found is None or found.origin is None:
        raise SystemExit("The test extra with pyenergyplus-lbnl is not installed.")
    return Path(found.origin).parent / "data"


def prototypes(names: Iterable[str] = ()) -> Iterator[Design]:
    """The package's models, all or those named, each with the year of its own town."""
    data = package_data()
    paths = [data / "model" / f"{name}.idf" for name in names] or sorted((data / "model").glob("*.idf"))
    for path in paths:
        year = CHICAGO if path.stem.endswith("Chicago") else DENVER
        yield Design(path, data / "weather" / f"{year}.epw")


def folder_designs(folder: Path, weather: Path | None) -> Iterator[Design]:
    """Every IDF of a folder, with the year given, else a tropical one."""
    year = weather or package_data() / "weather" / f"{TROPICAL_YEAR}.epw"
    for path in sorted(folder.glob("*.idf")):
        yield Design(path, year)


def shipped_protocol() -> Protocol:
    """The protocol of the newest edition that ships."""
    annex = max((ROOT / "rules" / "editions").glob(f"*/{FILE_NAME}"))
    return read_protocol(yaml.safe_load(annex.read_text(encoding="utf-8")))


def table(title: str, head: tuple[str, ...], rows: Iterable[Row]) -> bool:
    """Print the rows as they come, as Markdown; whether all of them hold."""
    say(f"\n## {title}\n\n| {' | '.join(head)} |\n|{'---|' * len(head)}")
    all_hold = True
    for row in rows:
        say(f"| {' | '.join(row.cells)} |{'' if row.holds else ' DOES NOT HOLD'}")
        all_hold &= row.holds
    return all_hold


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a program for the terminal
