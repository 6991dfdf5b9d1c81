"""The lines behind a figure of a whole life: which, how much each has of it, and where that comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from assessments.carbon.breakdown import material_label
from assessments.carbon.rows import sum_of
from assessments.carbon.whole_life import MODULES, OF_A_LINE, LineWholeLife
from assessments.exports.ledger import Ledger, LedgerLine
from assessments.exports.reading import ledger_of
from assessments.models import Assessment
from assessments.presentation.text import said

LINE_MODULES = (*OF_A_LINE, "D1")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for; an empty text asks for all of them."""

    period_yr: int
    module: str
    element: str
    material: str

    def holds(self, line: LineWholeLife) -> bool:
        """Whether a line is among those that are asked for."""
        return (not self.element or line.element == self.element) and (
            not self.material or material_label(line) == self.material
        )


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line with what is asked for of it [kgCO2e]; None is not known.

    Args:
        life: the line over the study period.
        inputs: what it was worked out from.
        factor_name: the name of its factor; its own material's where none was found.
        kgco2e: the module asked for, or all of the line's modules.
        why: how that came about, where one module is asked for.
    """

    life: LineWholeLife
    inputs: LedgerLine
    factor_name: str
    kgco2e: float | None
    why: str


@dataclass(frozen=True, slots=True)
class LinesShown:
    """All that the page needs.

    Args:
        asked: what was asked for.
        periods: the study periods there are [yr].
        lines: largest first, those not known at the end.
        total_kgco2e: their sum [kgCO2e]; None where one is not known.
        unknown: how many are not known.
        of_building: how a module came about that no line has a part in, or that is more than its lines.
        module_kgco2e: the whole building's module [kgCO2e], where one is asked for.
    """

    asked: Asked
    periods: tuple[int, ...]
    lines: tuple[LineShown, ...]
    total_kgco2e: float | None
    unknown: int
    of_building: str
    module_kgco2e: float | None


def asked_of(query: Mapping[str, str], document: Mapping[str, Any]) -> Asked | None:
    """What a query asks for of a scorecard; None where it has no such study period or module."""
    periods = _periods(document)
    period, module = query.get("period", str(max(periods, default=0))), query.get("module", "")
    if period not in map(str, periods) or module not in ("", *MODULES, "D1"):
        return None
    return Asked(int(period), module, query.get("element", ""), query.get("material", ""))


def lines_shown(assessment: Assessment, asked: Asked, name_of: Callable[[str], str]) -> LinesShown:
    """The lines of a scored assessment, worked out again from what it was scored by."""
    ledger = _ledger(str(assessment.pk), assessment.scorecard.digest)
    lines = _lines(ledger, asked, name_of) if ledger is not None else ()
    known = sorted(
        (line for line in lines if line.kgco2e is not None), key=lambda line: -(line.kgco2e or 0.0)
    )
    unknown = [line for line in lines if line.kgco2e is None]
    document = assessment.scorecard.document
    member = next(one for one in document["whole_life"].values() if one["period_yr"] == asked.period_yr)
    return LinesShown(
        asked=asked,
        periods=_periods(document),
        lines=(*known, *unknown),
        total_kgco2e=sum_of(line.kgco2e for line in lines),
        unknown=len(unknown),
        of_building=said(member["origins"].get(asked.module)),
        module_kgco2e={**member["modules"], **member["apart"]}.get(asked.module),
    )


def _periods(document: Mapping[str, Any]) -> tuple[int, ...]:
    members: Mapping[str, Any] = document.get("whole_life") or {}
    return tuple(sorted(int(one["period_yr"]) for one in members.values()))


@lru_cache(maxsize=2)  # page after page of one building; of a large one each holds some 100 MB
def _ledger(pk: str, digest: str) -> Ledger | None:
    """What was scored never changes under a digest."""
    related = Assessment.objects.select_related("design__project", "design__model", "edition", "scorecard")
    return ledger_of(related.defer("edition__files").get(pk=pk, scorecard__digest=digest))


def _lines(ledger: Ledger, asked: Asked, name_of: Callable[[str], str]) -> Sequence[LineShown]:
    if asked.module and asked.module not in LINE_MODULES:
        return ()
    pairs = zip(ledger.lives[asked.period_yr].lines, ledger.lines, strict=True)
    return tuple(_line(life, inputs, asked.module, name_of) for life, inputs in pairs if asked.holds(life))


def _line(life: LineWholeLife, inputs: LedgerLine, module: str, name_of: Callable[[str], str]) -> LineShown:
    all_of_it = sum_of(life.modules[one] for one in OF_A_LINE)
    return LineShown(
        life=life,
        inputs=inputs,
        factor_name=name_of(life.factor_key) if life.factor_key else "",
        kgco2e=life.modules[module] if module else all_of_it,
        why=said(life.origins.get(module)),
    )
