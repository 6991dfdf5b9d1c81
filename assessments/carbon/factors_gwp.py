"""From the climate indicators of a declaration to what counts of each module.

EN 15804+A2 states GWP-fossil, -biogenic and -luluc beside the total: fossil and land use count, biogenic carbon is shown
apart. EN 15804+A1 has one GWP, which counts as it stands unless the product holds biogenic carbon.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from assessments.carbon.factor import MODULES, PRODUCT
from assessments.carbon.factors_dataset import MODULE_COLUMNS, PART_COLUMNS

TOTAL: Final = "total"
FOSSIL: Final = "fossil"
BIOGENIC: Final = "biogenic"
LULUC: Final = "luluc"
PARTS: Final = ("A1", "A2", "A3")
ENDS: Final = ("C1", "C2", "C3", "C4")
CO2_PER_CARBON: Final = 44 / 12  # kgCO2 per kg of carbon, by molar mass

Stated = dict[str, float]
"""The values of one indicator by module [kgCO2e per declared unit]."""


def climate_cells(
    indicators: Mapping[str, Stated], biogenic_carbon_kg: float | None
) -> tuple[dict[str, str], list[str]]:
    """The cells of the modules, and the codes of what is to be said of them.

    Args:
        indicators: values by indicator and module [kgCO2e per declared unit].
        biogenic_carbon_kg: carbon of biogenic origin in the product [kg C per declared unit], None when not said.
    """
    whole = {name: _with_product_stage(values) for name, values in indicators.items()}
    split = FOSSIL in whole or BIOGENIC in whole
    counted = _split(whole) if split else dict(whole.get(TOTAL, {}))
    codes: list[str] = []
    if not split and counted:
        codes.append("factors-biogenic-in-total" if biogenic_carbon_kg else "factors-total-only")
        counted = {} if biogenic_carbon_kg else counted
    cells = {MODULE_COLUMNS[name]: repr(value) for name, value in counted.items()}
    cells["indicators"] = "EN 15804+A2" if split else "GWP-total"
    cells |= {PART_COLUMNS[name]: repr(value) for name, value in _parts(whole).items()}
    if biogenic_carbon_kg is not None:
        cells["biogenic_kgco2_per_unit"] = repr(biogenic_carbon_kg * CO2_PER_CARBON)
    return cells, codes


def _with_product_stage(values: Stated) -> Stated:
    """A1–A3 in one figure; A1, A2 and A3 add up to it where all three are stated."""
    found = {name: value for name, value in values.items() if name in MODULES}
    if PRODUCT not in found and all(part in values for part in PARTS):
        found[PRODUCT] = sum(values[part] for part in PARTS)
    return found


def _parts(whole: Mapping[str, Stated]) -> Stated:
    """The parts of A1–A3, and the biogenic part of C1–C4 where every one of them is stated."""
    ends = [whole.get(BIOGENIC, {}).get(name) for name in ENDS]
    known = [value for value in ends if value is not None]
    found = {f"a1_a3_{part}": whole.get(part, {}).get(PRODUCT) for part in (FOSSIL, LULUC, BIOGENIC)}
    found["c_biogenic"] = sum(known) if len(known) == len(ends) else None
    return {name: value for name, value in found.items() if value is not None}


def _split(whole: Mapping[str, Stated]) -> Stated:
    """Fossil and land use by module, else the total without its biogenic part; a module without either is left out."""
    total, fossil = whole.get(TOTAL, {}), whole.get(FOSSIL, {})
    biogenic, luluc = whole.get(BIOGENIC, {}), whole.get(LULUC, {})
    counted: Stated = {}
    for name in MODULES:
        if name in fossil and name in luluc:
            counted[name] = fossil[name] + luluc[name]
        elif name in total and name in biogenic:
            counted[name] = total[name] - biogenic[name]
    return counted
