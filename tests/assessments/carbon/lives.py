"""What a whole life is worked out with in these tests: the draft edition's own tables, and products of our own invention."""

from __future__ import annotations

from assessments.carbon.building import Building
from assessments.carbon.factor import Factor
from assessments.carbon.factors import FactorLibrary
from assessments.carbon.life_cycle import UpfrontCarbon, upfront_carbon
from assessments.carbon.operational import EnergyFactors, operating_carbon
from assessments.carbon.refrigerants import RefrigerantItem, refrigerant_totals
from assessments.carbon.take_off import TakeOffLine
from assessments.carbon.units import Unit
from assessments.carbon.whole_life import WholeLife
from assessments.carbon.whole_life_sum import whole_life
from assessments.factors import factors_of, gwp_table_of, parameters_of, whole_life_parameters_of
from rules.engine.loading import load_edition
from tests.rules.editions import ISLAND

EDITION = load_edition(ISLAND.parent / "island-2026-r2")


def product(key: str, unit: str, a1_a3: float, **more: object) -> Factor:
    """A product declared for these tests, with all modules where nothing else is said."""
    ends = {"C1": 1.0, "C2": 2.0, "C3": 3.0, "C4": 4.0, "D": -5.0}
    given: dict[str, object] = {
        "key": key,
        "name": {"en": key, "zh-hans": key},
        "unit": Unit(unit),
        "kgco2e_per_unit": a1_a3,
        "modules": frozenset({"A1-A3"}),
        "density_kg_per_m3": None,
        "waste_key": None,
        "source": "example",
        "source_status": "P",
        "other_modules": ends,
    }
    return Factor(**(given | more))  # type: ignore[arg-type]


PRODUCTS = (
    product("example-window", "m2", 100.0, mass_kg_per_unit=30.0, waste_key="glass", service_life_key="window"),
    # EN 16449: 44/12 · 0.5 · 470 kg/m3 / (1 + 12 %) stored in a cubic metre
    product("example-timber", "m3", 80.0, density_kg_per_m3=470.0, waste_key="timber-frame",
            biogenic_kgco2_per_unit=44 / 12 * 0.5 * 470 / 1.12),
    product("example-cladding", "m2", 40.0, mass_kg_per_unit=8.0, waste_key="aluminium"),
)  # fmt: skip
LIBRARY = FactorLibrary((*factors_of(EDITION), *PRODUCTS))


def item(line_id: str, factor_key: str, quantity: float, unit: str, **more: object) -> TakeOffLine:
    given = {"element": "External wall", "origin": "region", **more}
    element = str(given.pop("element"))
    return TakeOffLine(line_id, element, factor_key, quantity, Unit(unit), 2, factor_key=factor_key, **given)  # type: ignore[arg-type]


def upfront(*lines: TakeOffLine, gia_m2: float = 100.0) -> UpfrontCarbon:
    return upfront_carbon(lines, LIBRARY, parameters_of(EDITION), gia_m2)


def building(*systems: RefrigerantItem, **more: object) -> Building:
    """All electric: 1,000 kWh bought in a year, no water, no upkeep."""
    operating = operating_carbon({"electricity": 1000.0}, 1000.0, 0.0, EnergyFactors(0.3648, 0.5777))
    given = {
        "start_year": 2027,
        "upkeep_kgco2e_per_yr": 0.0,
        "operating": operating,
        "exported_kwh_per_yr": 0.0,
    }
    declared = {"B5": 0.0, "B7": 0.0}
    totals = refrigerant_totals(systems, gwp_table_of(EDITION))
    return Building(totals, **({**given, "declared": declared} | more))  # type: ignore[arg-type]


def live(
    *lines: TakeOffLine, beside: Building | None = None, years: int = 50, gia_m2: float = 100.0
) -> WholeLife:
    found = upfront(*lines, gia_m2=gia_m2)
    return whole_life(found, beside or building(), whole_life_parameters_of(EDITION), years)
