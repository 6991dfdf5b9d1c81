"""B4: how often a part is replaced within the study period, and when."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from assessments.carbon.catalogue import PHRASES
from assessments.carbon.factor import Factor
from assessments.carbon.factors import normalised_name
from assessments.carbon.rows import active, number, text, text_or_none
from assessments.carbon.take_off import TakeOffLine
from standard_site.lib.localised import Localised

SHORTEST_LIFE_YR: Final = 1 / 366
"""What lasts less than a day has no service life."""

_ROUNDING: Final = 1e-9


@dataclass(frozen=True, slots=True)
class ServiceLife:
    """How long a part lasts where it stands [yr], and how that is known."""

    years: float
    why: Localised


@dataclass(frozen=True, slots=True)
class ServiceLives:
    """What an edition says of service lives.

    Args:
        years: service life by row of its table [yr].
        names: row by any name it goes by.
        exposure: share of the service life that salt air leaves [1], by row; without a row it takes nothing.
    """

    years: Mapping[str, float]
    names: Mapping[str, str]
    exposure: Mapping[str, float]

    @classmethod
    def from_rows(
        cls, rows: Iterable[Mapping[str, object]], exposure_rows: Iterable[Mapping[str, object]] = ()
    ) -> ServiceLives:
        """From an edition's rows `key, name_en, name_zh, service_life_yr, status` and `key, factor, status`."""
        counted = [row for row in rows if active(row)]
        columns = ("key", "name_en", "name_zh")
        return cls(
            {text(row, "key"): number(row, "service_life_yr") for row in counted},
            {
                normalised_name(name): text(row, "key")
                for row in counted
                for column in columns
                if (name := text_or_none(row, column))
            },
            {text(row, "key"): number(row, "factor") for row in exposure_rows if active(row)},
        )

    def of(self, line: TakeOffLine, factor: Factor | None) -> ServiceLife | None:
        """The service life of a line: as declared, else by the row its element names, else by its factor's row.

        A declared life is one at the site, so that no exposure factor is put on it.
        """
        if line.service_life_yr is not None:
            return ServiceLife(line.service_life_yr, PHRASES.say("life-declared", {}))
        key = self.names.get(normalised_name(line.element))
        if key is None and factor is not None and factor.service_life_key in self.years:
            key = factor.service_life_key
        return self._listed(key) if key is not None else None

    def _listed(self, key: str) -> ServiceLife:
        why = PHRASES.say("life-of-table", {"key": key})
        exposure = self.exposure.get(key)
        if exposure is None:
            return ServiceLife(self.years[key], why)
        said = PHRASES.say("life-exposed", {"why": why, "exposure": exposure})
        return ServiceLife(self.years[key] * exposure, said)


def replacements(period_yr: float, service_life_yr: float) -> int:
    """n = ceil(period / service life) − 1, never below 0 (METHOD, B4).

    A quotient that misses a whole number by no more than rounding is that number: 60 years of 0.1 × 3 years are 200 lives.

    Raises:
        ValueError: the service life is shorter than a day.
    """
    if service_life_yr < SHORTEST_LIFE_YR:
        raise ValueError(f"a service life of {service_life_yr} years is none")
    lives = period_yr / service_life_yr
    return max(math.ceil(lives - _ROUNDING * max(1.0, lives)) - 1, 0)


def replaced_by(year: int, period_yr: float, service_life_yr: float) -> int:
    """How many of the replacements have taken place by the end of a year of use, the first year being 1."""
    lives = year / service_life_yr
    over = math.floor(lives + _ROUNDING * max(1.0, lives))
    return min(replacements(period_yr, service_life_yr), over)
