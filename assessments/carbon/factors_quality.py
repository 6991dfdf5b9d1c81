"""How good the factors behind a bill of quantities are: the part of A1–A3 from product declarations, the newest data year."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from assessments.carbon.factor import Factor, Kind


@dataclass(frozen=True, slots=True)
class FactorQuality:
    """What the factors of a bill come to.

    Args:
        specific_kgco2e: part of A1–A3 whose factors are of single products [kgCO2e]; None where A1–A3 of a line is not known.
        newest_year: year of the newest factor; None where a factor does not say its year, or where there is none.
        by_kind: number of lines by kind of factor.
    """

    specific_kgco2e: float | None
    newest_year: int | None
    by_kind: dict[Kind, int]


def factor_quality(lines: Iterable[tuple[Factor | None, float | None]]) -> FactorQuality:
    """The quality of the factors that lines were worked out with.

    Args:
        lines: by line its factor and A1–A3 [kgCO2e], None where unknown.
    """
    pairs = list(lines)
    factors = [factor for factor, _ in pairs if factor is not None]
    specific = [kgco2e for factor, kgco2e in pairs if factor is not None and factor.kind is Kind.SPECIFIC]
    known = [kgco2e for kgco2e in specific if kgco2e is not None]
    whole = bool(pairs) and len(factors) == len(pairs) and len(known) == len(specific)
    years = [factor.year for factor in factors if factor.year is not None]
    return FactorQuality(
        specific_kgco2e=math.fsum(known) if whole else None,
        newest_year=max(years) if years and len(years) == len(pairs) else None,
        by_kind={kind: sum(factor.kind is kind for factor in factors) for kind in Kind},
    )
