"""Three buildings to be written down: the sample guesthouse, a timber house, a concrete office."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from assessments.carbon.building import Building, Water, WholeLifeParameters
from assessments.carbon.declared import Declared, read_declared
from assessments.carbon.end_of_life import EndOfLife
from assessments.carbon.factors import FactorLibrary
from assessments.carbon.legs import Leg
from assessments.carbon.life_cycle import UpfrontParameters, upfront_carbon, waste_rates_from_rows
from assessments.carbon.operational import OperatingCarbon, operating_carbon
from assessments.carbon.refrigerants import Refrigerants, refrigerant_totals
from assessments.carbon.replacement import ServiceLives
from assessments.carbon.take_off import TakeOff, TakeOffLine, read_take_off
from assessments.carbon.units import Unit
from assessments.carbon.views import Areas, ChinaEnergy, three_views
from assessments.carbon.whole_life_sum import whole_life
from assessments.exports.ledger import Ledger, factors_used, ledger_lines
from assessments.factors import (
    energy_factors_of,
    gwp_table_of,
    library_of,
    parameters_of,
    upfront_of,
    whole_life_parameters_of,
)
from assessments.whole_lives import Beside, whole_lives_of
from rules.engine.loading import load_edition
from tests.assessments.carbon.rows import WASTE, factor, transport

PERIODS = (60, 50)
ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "assessments/samples/rainforest-guesthouse"
EDITIONS = ROOT / "rules/editions"
ENDS = {"c1_kgco2e_per_unit": "1", "c2_kgco2e_per_unit": "2"}
MATERIALS = [
    factor("concrete", "m3", "300", density_kg_per_m3="2400", waste_key="in-situ"),
    factor("rebar", "t", "2340", density_kg_per_m3="7850"),
    factor("window", "m2", "194"),
    factor("glulam", "m3", "120", density_kg_per_m3="470"),
    factor("board", "m2", "10", modules="A1-A3+A4+A5"),
]
ENDS_PER_UNIT = {  # C1, C2, C3, C4, D, stored carbon; C2 of glulam is made of the way to treatment
    "concrete": ("4", "9", "6", "2", "-20", "0"),
    "rebar": ("1", "5", "3", "0", "-900", "0"),
    "window": ("0.5", "0.7", "1.1", "0.3", "-40", "0"),
    "glulam": ("3", "", "8", "1", "-200", "790"),
    "board": ("0.1", "0.2", "0.3", "0.4", "-1", "0"),
}
COLUMNS = ("c1", "c2", "c3", "c4", "d")


def rows() -> list[dict[str, object]]:
    """The materials with what they emit when the building is taken down."""
    found = []
    for row in MATERIALS:
        *ends, stored = ENDS_PER_UNIT[str(row["key"])]
        more = {f"{name}_kgco2e_per_unit": value for name, value in zip(COLUMNS, ends, strict=True)}
        found.append({**row, **more, "biogenic_kgco2_per_unit": stored})
    return found


def line(line_id: str, element: str, material: str, quantity: float, **more: object) -> TakeOffLine:
    unit = {"concrete": "m3", "rebar": "t", "glulam": "m3"}.get(material, "m2")
    return TakeOffLine(line_id, element, material, quantity, Unit(unit), 2, **more)  # type: ignore[arg-type]


OFFICE = (
    line("F1", "Frame", "concrete", 820.5, origin="local", service_life_yr=60.0),
    line("F2", "Frame", "rebar", 97.3, legs=(Leg("road", 400.0), Leg("sea", 500.0)), service_life_yr=100.0),
    line("E1", "Envelope", "window", 610.0, origin="asia", service_life_yr=25.0, mass_kg_per_unit=30.0),
    line("P1", "Partitions", "board", 1400.0, service_life_yr=20.0, mass_kg_per_unit=11.0),
)
HOUSE = (
    line("T1", "Frame", "glulam", 31.7, origin="asia", service_life_yr=60.0),
    line("T2", "Substructure", "concrete", 14.0, origin="local", service_life_yr=60.0),
    line("=E1", "Envelope", "window", 27.5, service_life_yr=30.0, mass_kg_per_unit=30.0),
)


@lru_cache
def office() -> Ledger:
    return _made("Concrete office", OFFICE, Areas(2400.0, 1950.0, 2520.0))


@lru_cache
def house() -> Ledger:
    return _made("Timber house", HOUSE, Areas(142.0, 120.0, None))


@lru_cache
def guesthouse() -> Ledger:
    """The sample as it ships, under the edition that works out the whole life; energy as its README has it of a year."""
    edition, declared = load_edition(EDITIONS / "island-2026-r2"), sample_declared()
    subject = declared.subject
    assert subject is not None
    upfront = upfront_of(sample_take_off(), edition, subject.gia_m2, declared)
    assert upfront is not None
    energy = energy_factors_of(edition, "hainan")
    operating = operating_carbon({"electricity": 165_232.0}, 106_866.0, 58_366.0, energy)
    gases = refrigerant_totals(declared.refrigerants, gwp_table_of(edition))
    beside = Beside(edition, declared, gases, operating, 0.0, subject.construction_start_year)
    lives = {life.period_yr: life for life in whole_lives_of(upfront, beside).values()}
    areas = Areas(subject.gia_m2, subject.useful_floor_area_m2, subject.gross_floor_area_m2)
    first, whole = parameters_of(edition), whole_life_parameters_of(edition)
    views = three_views(lives, areas, ChinaEnergy(operating.direct_kgco2))
    lines = ledger_lines(upfront, first, whole, lives)
    return Ledger("Guesthouse", lines, lives, areas, views, edition.key, factors_used(upfront))


@lru_cache
def guesthouse_before() -> Ledger:
    """The same take-off with a published edition, whose factors hold A1–A3 only: its end of life is not known."""
    edition = load_edition(EDITIONS / "island-2026-r1")
    first, whole = parameters_of(edition), whole_life_parameters_of(edition)
    upfront = upfront_carbon(sample_take_off().lines, library_of(edition), first, 1200.0)
    return _ledger("Guesthouse", upfront, first, whole, Areas(1200.0, 1010.0, 1260.0))


def sample_take_off() -> TakeOff:
    return read_take_off((SAMPLE / "take_off.csv").read_bytes(), "take_off.csv")


def sample_declared() -> Declared:
    return read_declared((SAMPLE / "declared.yaml").read_bytes(), "declared.yaml")


def _made(name: str, lines: tuple[TakeOffLine, ...], areas: Areas) -> Ledger:
    ends = EndOfLife(transport(), (Leg("road", 50.0),))
    first = UpfrontParameters(transport(), waste_rates_from_rows(WASTE), "default", 40.0, ends)
    whole = WholeLifeParameters(ServiceLives({}, {}, {}), 0.58, {}, 0.21, 0.9)
    upfront = upfront_carbon(lines, FactorLibrary.from_rows(rows()), first, areas.gia_m2)
    return _ledger(name, upfront, first, whole, areas)


def _ledger(name, upfront, first, whole, areas) -> Ledger:  # type: ignore[no-untyped-def]
    lives = {period: whole_life(upfront, BUILDING, whole, period) for period in PERIODS}
    views = three_views(lives, areas, ChinaEnergy(operation_kgco2_per_yr=21_888.0))
    return Ledger(name, ledger_lines(upfront, first, whole, lives), lives, areas, views, "island-2026-r1")


BUILDING = Building(
    refrigerants=Refrigerants(675.0, 12.0, 8100.0, 162.0, (), ()),
    start_year=2027,
    upkeep_kgco2e_per_yr=310.0,
    operating=OperatingCarbon(21_888.0, 34_800.0, 60_000.0, 0.0, 0.0, (), ()),
    exported_kwh_per_yr=1500.0,
    water=Water(900.0, 100.0, 3.5),
    declared={"B5": 0.0},
)
