"""Putting a whole life together: the lines of the take-off, the building as a whole, the years and the range."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from assessments.carbon import whole_life_use as use
from assessments.carbon.building import Building, WholeLifeParameters
from assessments.carbon.catalogue import FINDINGS, PHRASES, listed
from assessments.carbon.life_cycle import UpfrontCarbon
from assessments.carbon.rows import sum_of
from assessments.carbon.time_line import Course, years_of
from assessments.carbon.uncertainty import Spread
from assessments.carbon.whole_life import EMBODIED, MODULES, LineWholeLife, WholeLife, YearCarbon
from assessments.carbon.whole_life_lines import LineLives, sum_of_lines
from assessments.carbon.whole_life_use import Use
from standard_site.lib.findings import Finding

_OF_LINES: Final = ("A1-A3", "A4", "A5.3", "B4", "C1", "C2", "C3", "C4", "D1")
_MOST_FINDINGS: Final = 200


def whole_life(
    upfront: UpfrontCarbon, building: Building, parameters: WholeLifeParameters, period_yr: int
) -> WholeLife:
    """The whole life of a building over a study period.

    B4 = Σ n·(A1–A3 + A4 + A5.3 + C1–C4); B1 = leakage·years; B6 = imported energy·factor·years; B7 = water·factor·years;
    C1 also holds the refrigerant that escapes at the end. D1, D2 and stored carbon stand apart. A declared module stands in
    for the one that would be worked out.

    Args:
        upfront: the take-off worked out, with its lines.
        building: what is known beside the take-off.
        parameters: what the edition says.
        period_yr: study period [yr].
    """
    per_kg = _deconstruction_per_kg(building.deconstruction_kgco2e, upfront)
    lives = LineLives(period_yr, parameters.service_lives, per_kg)
    lines = tuple(lives.work(line) for line in upfront.lines)
    found = _found(lines, _of_building(upfront, building, parameters, period_yr), building, parameters)
    modules = {module: found[module].kgco2e for module in MODULES}
    low, high = _spread(building, parameters).around(sum_of(modules[module] for module in EMBODIED))
    missing = tuple(module for module, value in modules.items() if value is None)
    said = [*lives.findings(), *_findings(building, parameters, missing, period_yr)]
    return WholeLife(
        period_yr=period_yr,
        modules=modules,
        apart={module: found[module].kgco2e for module in ("D1", "D2")},
        biogenic_kgco2=sum_of(line.biogenic_kgco2 for line in lines),
        lines=lines,
        years=_years(building, period_yr, modules, lives),
        low=low,
        high=high,
        missing=missing,
        findings=listed(said, None, _MOST_FINDINGS),
        origins={module: item.origin for module, item in found.items() if item.origin is not None},
        declared_grid=use.energy_by_course(building, period_yr, parameters),
        deconstruction_kgco2e_per_kg=per_kg,
    )


def _deconstruction_per_kg(kgco2e: float | None, upfront: UpfrontCarbon) -> float | None:
    """What taking a building down emits by the mass of its lines [kgCO2e/kg]; None where a mass is not known."""
    mass = sum_of(line.mass_kg for line in upfront.lines)
    return kgco2e / mass if kgco2e is not None and mass else None


def _found(
    lines: tuple[LineWholeLife, ...],
    of_building: Mapping[str, Use],
    building: Building,
    parameters: WholeLifeParameters,
) -> dict[str, Use]:
    """Every module: of the lines, of the building, or as declared."""
    found = {**{module: _of_lines(lines, module) for module in _OF_LINES}, **of_building}
    found["C1"] = _with_refrigerant(found["C1"], building, parameters, len(lines))
    return found | {module: _declared(module, kgco2e) for module, kgco2e in building.declared.items()}


def _years(
    building: Building, period_yr: int, modules: Mapping[str, float | None], lives: LineLives
) -> tuple[YearCarbon, ...]:
    """The years from that of construction; none where it is not known. A declared B4 has no years of its own."""
    if building.start_year is None:
        return ()
    replaced = None if "B4" in building.declared else lives.replaced
    return years_of(Course(building.start_year, period_yr, modules, replaced))


def _spread(building: Building, parameters: WholeLifeParameters) -> Spread:
    """The edition's shares; the contingency of the stage is the design team's where the edition sets none."""
    spread = parameters.spread
    return spread if spread.contingency is not None else replace(spread, contingency=building.contingency)


def _of_lines(lines: tuple[LineWholeLife, ...], module: str) -> Use:
    said = PHRASES.say("sum-lines", {"module": module, "count": len(lines)})
    return Use(sum_of_lines(lines, module), said)


def _of_building(
    upfront: UpfrontCarbon, building: Building, parameters: WholeLifeParameters, period_yr: int
) -> dict[str, Use]:
    """The modules that no single line has a part in; what was not declared of B5 is not known."""
    return {
        "A5.2": Use(upfront.a5_2, upfront.origins["a5_2"]),
        "B1": use.leakage(building, period_yr),
        "B2-B3": use.upkeep(building, period_yr),
        "B5": Use(),
        "B6": use.energy(building, period_yr),
        "B7": use.water(building, period_yr, parameters),
        "D2": use.exported(building, period_yr, parameters),
    }


def _with_refrigerant(lines: Use, building: Building, parameters: WholeLifeParameters, count: int) -> Use:
    """C1 of the lines with the refrigerant that escapes; without a refrigerant it stays as it is."""
    escaped = use.refrigerant_end(building, parameters)
    if lines.kgco2e is None or escaped is None:
        return Use()
    if escaped == 0:
        return lines
    values = {
        "count": count,
        "charge": building.refrigerants.charge_kgco2e,
        "loss": 100 * (parameters.refrigerant_loss or 0),
    }
    return Use(lines.kgco2e + escaped, PHRASES.say("sum-c1", values))


def _declared(module: str, kgco2e: float | None) -> Use:
    return Use() if kgco2e is None else Use(kgco2e, PHRASES.say("module-declared", {"module": module}))


def _findings(
    building: Building, parameters: WholeLifeParameters, missing: tuple[str, ...], period_yr: int
) -> Iterator[Finding]:
    if missing:
        yield FINDINGS.make("whole-life-modules-unknown", modules=", ".join(missing), period=period_yr)
    if not parameters.service_lives.exposure:
        yield FINDINGS.make("whole-life-no-exposure")
    if building.refrigerants.charge_kgco2e and parameters.refrigerant_loss is None:
        yield FINDINGS.make("whole-life-refrigerant-end")
    if building.start_year is None:
        yield FINDINGS.make("whole-life-no-year")
    yield from _spread(building, parameters).findings()
