"""The take-off with its carbon, line by line: what each line matched, and the list of lines that still need a factor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.carbon.coverage import PartCoverage, coverage_of
from assessments.carbon.factors import Factor, FactorLibrary
from assessments.carbon.life_cycle import UpfrontCarbon
from assessments.carbon.line_carbon import LineCarbon, UnmatchedLine
from assessments.carbon.take_off import TakeOffLine
from assessments.factor_libraries.reading import library_for
from assessments.factors import upfront_of
from assessments.inputs import design_declared, design_take_off, take_off_is_large
from assessments.models import Assessment, Design
from assessments.presentation.text import said
from rules.engine.schema import Edition

LARGEST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class MaterialLine:
    """A line as handed in, what was worked out of it [kgCO2e] and how; None is not known."""

    line: TakeOffLine
    carbon: LineCarbon
    factor: Factor | None
    factor_name: str
    unmatched: UnmatchedLine | None
    how: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TakeOffShown:
    """The lines in file order, what is still to be matched, the carbon worked out, and the parts of the building."""

    lines: tuple[MaterialLine, ...]
    to_do: tuple[MaterialLine, ...]
    upfront: UpfrontCarbon
    coverage: tuple[PartCoverage, ...]


@dataclass(frozen=True, slots=True)
class Module:
    """A module's total [kgCO2e] as it entered the score; None is not known."""

    name: str
    kgco2e: float | None
    origins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MaterialLines:
    """The modules of upfront carbon and the lines behind them, those with most carbon first."""

    modules: tuple[Module, ...]
    lines: tuple[MaterialLine, ...]
    count: int


def take_off_shown(design: Design) -> TakeOffShown | None:
    """The take-off of a design by the edition its project is registered under; None without one."""
    return _shown(design, design.project.edition.loaded(), design.project.gia_m2, timezone.now())


def material_lines(assessment: Assessment) -> MaterialLines | None:
    """The lines behind an assessment's upfront carbon."""
    gia_m2 = assessment.subject.get("gia_m2")
    shown = _shown(assessment.design, assessment.edition.loaded(), gia_m2, assessment.requested_at)
    if shown is None:
        return None
    metrics = assessment.scorecard.document["metrics"]
    largest = sorted(shown.lines, key=lambda line: -(line.carbon.total_kgco2e or 0.0))
    modules = (("A1–A3", "a1_a3"), ("A4", "a4"), ("A5.2", "a5_2"), ("A5.3", "a5_3"))
    return MaterialLines(
        modules=tuple(_module(name, metrics.get(f"upfront_{key}_kgco2e")) for name, key in modules),
        lines=tuple(largest[:LARGEST_SHOWN]),
        count=len(shown.lines),
    )


def origin_texts(metric: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Where a metric of the document came from, in the reader's language."""
    origins: Sequence[Any] = (metric or {}).get("origin", ())
    return tuple(_origin_text(origin) for origin in origins)


def _origin_text(origin: Any) -> str:
    """An origin in words; what the project's description says goes by that name, not by its key."""
    if not isinstance(origin, Mapping):
        return said(origin)
    if origin.get("kind") == "subject":
        return _("From the project's description")
    return said(origin["text"])


def _module(name: str, metric: Mapping[str, Any] | None) -> Module:
    return Module(name, metric["value"] if metric else None, origin_texts(metric))


def _shown(design: Design, edition: Edition, gia_m2: float | None, at: datetime) -> TakeOffShown | None:
    """The lines by the factors that were to be had at a moment; None where they are too many for a page."""
    if take_off_is_large(design):
        return None
    take_off = design_take_off(design)
    library = library_for(design, edition, at)
    upfront = upfront_of(take_off, edition, gia_m2, design_declared(design, edition), library)
    if take_off is None or upfront is None:
        return None
    unmatched = {line.line_id: line for line in upfront.unmatched}
    pairs = zip(take_off.lines, upfront.lines, strict=True)
    lines = [_line(line, carbon, library, unmatched.get(line.line_id)) for line, carbon in pairs]
    to_do = tuple(line for line in lines if line.unmatched is not None)
    return TakeOffShown(tuple(lines), to_do, upfront, coverage_of(upfront.lines))


def _line(
    line: TakeOffLine, carbon: LineCarbon, library: FactorLibrary, unmatched: UnmatchedLine | None
) -> MaterialLine:
    factor = library.match_line(line.line_id, line.material, line.factor_key, line.unit, suggest=False).factor
    name = said(factor.name) if factor is not None else ""
    return MaterialLine(
        line,
        carbon,
        factor,
        name,
        unmatched,
        tuple(said(how) for how in (*carbon.basis, *carbon.origins.values())),
    )
