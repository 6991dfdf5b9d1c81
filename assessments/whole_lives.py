"""The whole life of a design over the study periods of its edition, and the metrics that come of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from assessments.carbon.building import Building, Water
from assessments.carbon.catalogue import PHRASES
from assessments.carbon.declared import Declared
from assessments.carbon.factors_quality import factor_quality
from assessments.carbon.life_cycle import UpfrontCarbon
from assessments.carbon.line_carbon import LineCarbon
from assessments.carbon.operational import OperatingCarbon
from assessments.carbon.refrigerants import Refrigerants
from assessments.carbon.rows import sum_of
from assessments.carbon.whole_life import WholeLife
from assessments.carbon.whole_life_sum import whole_life
from assessments.factors import (
    WHOLE_LIFE,
    amount_of,
    number_parameter,
    parameters_of,
    whole_life_parameters_of,
)
from assessments.origins import Row, material_lines
from rules.engine.quantities import convert
from rules.engine.schema import Edition

PERIODS: Final = {"50yr": "study_period_yr", "60yr": "rics_study_period_yr"}
"""The parameters that hold the study periods, by the word the metrics use for them."""

ISLAND_ORIGINS: Final = "island_origins"
"""The parameter that names the origins on the island, with blanks between them."""

_DECLARED: Final = {
    "B5": "embodied_b5_kgco2e",
    "C1": "embodied_c1_kgco2e",
    "C2": "embodied_c2_kgco2e",
    "C3": "embodied_c3_kgco2e",
    "C4": "embodied_c4_kgco2e",
    "D1": "module_d1_kgco2e",
}
_PARTS: Final = {
    "a1_a3_fossil": "gwp_fossil_a1_a3_kgco2e",
    "a1_a3_biogenic": "gwp_biogenic_a1_a3_kgco2e",
    "a1_a3_luluc": "gwp_luluc_a1_a3_kgco2e",
    "c_biogenic": "gwp_biogenic_end_of_life_kgco2e",
}
_BY_PERIOD: Final = {"B4": "embodied_b4_{}_kgco2e", "D2": "module_d2_{}_kgco2e"}


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known of a design beside its take-off."""

    edition: Edition
    declared: Declared | None
    refrigerants: Refrigerants
    operating: OperatingCarbon | None
    exported_kwh: float | None
    start_year: int | None


def whole_lives_of(upfront: UpfrontCarbon | None, known: Beside) -> dict[str, WholeLife]:
    """The whole life by study period; empty without a take-off, or under an edition that does not work it out."""
    if upfront is None or WHOLE_LIFE not in known.edition.module_sets:
        return {}
    parameters = whole_life_parameters_of(known.edition)
    periods = {word: number_parameter(known.edition, key) for word, key in PERIODS.items()}
    return {
        word: whole_life(upfront, _building(known, word), parameters, int(years))
        for word, years in periods.items()
        if years is not None
    }


def rows_of_whole_life(
    upfront: UpfrontCarbon | None, lives: dict[str, WholeLife], known: Beside
) -> Iterator[Row]:
    """The metrics of a whole life, those left out that were declared: what is declared with its evidence stands in."""
    if upfront is None or not lives:
        return
    declared = known.declared.metrics if known.declared is not None else {}
    for row in (*_modules(lives), *_of_upfront(upfront, known.edition)):
        if row[0] not in declared:
            yield row


def _modules(lives: dict[str, WholeLife]) -> Iterator[Row]:
    whole = next(iter(lives.values()))
    for module in ("C1", "C2", "C3", "C4"):
        yield _row(_DECLARED[module], whole.modules[module], whole, module)
    yield _row(_DECLARED["D1"], whole.apart["D1"], whole, "D1")
    for word, each in lives.items():
        yield _row(_BY_PERIOD["B4"].format(word), each.modules["B4"], each, "B4")
        yield _row(_BY_PERIOD["D2"].format(word), each.apart["D2"], each, "D2")
    stored = material_lines("biogenic", PHRASES.say("sum-stored", {"count": len(whole.lines)}))
    yield "biogenic_carbon_kgco2", whole.biogenic_kgco2, "kgCO2", "take_off", (stored,)


def _row(key: str, value: float | None, whole: WholeLife, module: str) -> Row:
    said = whole.origins.get(module)
    origins = (material_lines(module, said),) if said is not None else ()
    return key, value, "kgCO2e", "take_off", origins


def _of_upfront(upfront: UpfrontCarbon, edition: Edition) -> Iterator[Row]:
    """What the lines say of masses, and the factors of themselves."""
    quality = factor_quality((line.factor, line.a1_a3_kgco2e) for line in upfront.lines)
    counted = {"count": len(upfront.lines)}
    specific = material_lines("specific", PHRASES.say("sum-specific", counted))
    yield "epd_a1_a3_kgco2e", quality.specific_kgco2e, "kgCO2e", "take_off", (specific,)
    newest = material_lines("newest", PHRASES.say("newest-year", counted))
    yield "newest_factor_year", quality.newest_year, "1", "take_off", (newest,)
    yield from _gwp_parts(upfront)
    wasted = sum_of(_wasted_kg(line, edition) for line in upfront.lines)
    net = sum_of(line.mass_kg for line in upfront.lines)
    delivered = None if wasted is None or net is None else net + wasted
    origin = material_lines("mass", PHRASES.say("sum-wasted", counted))
    yield "default_material_waste_kg", wasted, "kg", "take_off", (origin,)
    yield "delivered_material_kg", delivered, "kg", "take_off", (origin,)
    yield from _of_the_island(upfront, edition)


def _of_the_island(upfront: UpfrontCarbon, edition: Edition) -> Iterator[Row]:
    """The delivered mass that comes from the island, by the origins of the lines; open where one does not name its own.

    A journey tells nothing of it: a lorry may come over with the ferry.
    """
    parameter = edition.parameters.get(ISLAND_ORIGINS)
    if parameter is None:
        return
    island, known = set(str(parameter.value).split()), parameters_of(edition).transport.default_legs
    parts = [
        _local_kg(line, island, edition) if line.line.origin in known else None for line in upfront.lines
    ]
    counted = {"count": len(upfront.lines), "origins": ", ".join(sorted(island))}
    origin = material_lines("mass", PHRASES.say("sum-local", counted))
    yield "local_material_kg", sum_of(parts), "kg", "take_off", (origin,)


def _local_kg(line: LineCarbon, island: set[str], edition: Edition) -> float | None:
    """The delivered mass of a line where it is of the island [kg], else 0."""
    if line.line.origin not in island:
        return 0.0
    wasted = _wasted_kg(line, edition)
    return None if wasted is None or line.mass_kg is None else line.mass_kg + wasted


def _gwp_parts(upfront: UpfrontCarbon) -> Iterator[Row]:
    """Fossil, biogenic and land-use carbon of A1–A3, and what leaves of it at the end; open where one factor does not say."""
    counted = {"count": len(upfront.lines)}
    for part, key in _PARTS.items():
        values = [
            None if per_unit is None or line.amount is None else per_unit * line.amount
            for line in upfront.lines
            for per_unit in [line.factor.gwp_part(part) if line.factor is not None else None]
        ]
        yield (
            key,
            sum_of(values),
            "kgCO2e",
            "take_off",
            (material_lines(part, PHRASES.say("sum-part", counted)),),
        )


def _wasted_kg(line: LineCarbon, edition: Edition) -> float | None:
    """The mass of a line that is wasted by the edition's rate for its material [kg]."""
    parameters = parameters_of(edition)
    if line.mass_kg is None or line.factor is None:
        return None
    rate = parameters.waste_rates.get(line.factor.waste_key or parameters.default_waste_key)
    return None if rate is None else rate * line.mass_kg


def _building(known: Beside, word: str) -> Building:
    """The building beside its take-off, with what was declared for a study period."""
    keys = {**_DECLARED, **{module: key.format(word) for module, key in _BY_PERIOD.items()}}
    metrics = known.declared.metrics if known.declared is not None else {}
    return Building(
        refrigerants=known.refrigerants,
        start_year=known.start_year,
        upkeep_kgco2e_per_yr=_amount(known, "embodied_b2_b3_kgco2e_per_yr", "kgCO2e/yr"),
        operating=known.operating,
        exported_kwh_per_yr=known.exported_kwh,
        water=Water(
            _amount(known, "mains_water_m3_per_yr", "m3/yr"),
            _amount(known, "desalinated_water_m3_per_yr", "m3/yr"),
            _amount(known, "desalinated_water_kwh_per_m3", "kWh/m3"),
        ),
        declared={module: _amount(known, key, "kgCO2e") for module, key in keys.items() if key in metrics},
        contingency=_amount(known, "design_contingency_percent", "1"),
        deconstruction_kgco2e=_amount(known, "deconstruction_kgco2e", "kgCO2e"),
    )


def _amount(known: Beside, key: str, unit: str) -> float | None:
    """A declared amount; None where there is none, or one of another kind or out of the metric's bounds."""
    amount = amount_of(known.declared.metrics.get(key), unit) if known.declared is not None else None
    metric = known.edition.metrics.get(key)
    if amount is None or metric is None:
        return amount
    return amount if metric.allows(convert(amount, unit, metric.unit)) else None
