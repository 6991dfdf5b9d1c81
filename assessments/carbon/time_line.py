"""When a building emits: construction, every year of use, replacements in their years, and the end.

Year 0 is that of construction; use fills the years 1 to the study period, and the end of life falls into the last of them.
What is replaced after its service life counts in the year in which that life is over.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assessments.carbon.replacement import replaced_by
from assessments.carbon.whole_life import END_OF_LIFE, UPFRONT, YearCarbon
from assessments.carbon.whole_life_lines import OnceReplaced

YEARLY: Final = ("B1", "B2-B3", "B5", "B6", "B7")
"""What is spread evenly over the years of use. A refurbishment (B5) is declared without its year."""


@dataclass(frozen=True, slots=True)
class Course:
    """What a time line is made of.

    Args:
        start_year: year of construction.
        period_yr: study period [yr].
        modules: carbon by module over the period [kgCO2e].
        replaced: the lines with their service lives; None where B4 is not worked out from lines and is spread evenly.
    """

    start_year: int
    period_yr: int
    modules: Mapping[str, float | None]
    replaced: Sequence[OnceReplaced] | None


def years_of(course: Course) -> tuple[YearCarbon, ...]:
    """The emissions of each year; over all years they add up to the modules."""
    first = YearCarbon(course.start_year, {module: course.modules[module] for module in UPFRONT})
    replacement = _replacement_by_year(course)
    later = (
        YearCarbon(course.start_year + year, _of_use(course, year, replacement))
        for year in range(1, course.period_yr + 1)
    )
    return (first, *later)


def cumulated(years: Sequence[YearCarbon]) -> tuple[float | None, ...]:
    """The whole-life curve: what was emitted by the end of each year [kgCO2e]; None from the first unknown year on."""
    totals = [year.total for year in years]
    known = totals[: totals.index(None)] if None in totals else totals
    sums = (
        math.fsum(value for value in known[: count + 1] if value is not None) for count in range(len(known))
    )
    return (*sums, *(None for _ in totals[len(known) :]))


def _of_use(course: Course, year: int, replacement: Sequence[float | None]) -> dict[str, float | None]:
    shares = {module: _share(course.modules[module], course.period_yr) for module in YEARLY}
    modules: dict[str, float | None] = {**shares, "B4": replacement[year - 1]}
    if year == course.period_yr:
        modules |= {module: course.modules[module] for module in END_OF_LIFE}
    return modules


def _replacement_by_year(course: Course) -> tuple[float | None, ...]:
    """B4 of the years 1, 2 … [kgCO2e]."""
    period = course.period_yr
    if course.modules["B4"] is None or course.replaced is None:
        return (_share(course.modules["B4"], period),) * period
    parts: list[list[float]] = [[] for _ in range(period)]
    for item in course.replaced:
        for year, count in _counts(period, item.service_life_yr):
            parts[year - 1].append(count * (item.kgco2e or 0.0))
    return tuple(math.fsum(part) for part in parts)


def _counts(period_yr: int, service_life_yr: float) -> list[tuple[int, int]]:
    """The years in which a part is replaced, with how often."""
    over = [replaced_by(year, period_yr, service_life_yr) for year in range(period_yr + 1)]
    return [
        (year, over[year] - over[year - 1]) for year in range(1, period_yr + 1) if over[year] > over[year - 1]
    ]


def _share(kgco2e: float | None, period_yr: int) -> float | None:
    return None if kgco2e is None else kgco2e / period_yr
