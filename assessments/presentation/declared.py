"""Declared values: the file to fill in, made from what an edition asks for, and what a design declared."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import render_to_string

from assessments.carbon.declared_sections import Equipment
from assessments.carbon.refrigerants import RefrigerantItem
from assessments.inputs import STATED, design_declared
from assessments.models import Design
from assessments.presentation.charts import carrier
from assessments.presentation.scorecard import label_of
from assessments.presentation.text import said
from rules.engine.diff_reach import reaches
from rules.engine.schema import SUBJECTS, Edition, Metric
from rules.values import named_text

_LINE = 110


@dataclass(frozen=True, slots=True)
class DeclaredMetric:
    key: str
    label: str
    value: str
    evidence: str


@dataclass(frozen=True, slots=True)
class DeclaredShown:
    """What a design declared; None for a list that was not declared, empty for one declared as none."""

    metrics: tuple[DeclaredMetric, ...]
    refrigerants: tuple[RefrigerantItem, ...] | None
    equipment: tuple[tuple[Equipment, str], ...] | None  # with the name of its energy, where it is known


def declared_shown(design: Design, edition: Edition) -> DeclaredShown | None:
    """None when the design came without a file of declared values."""
    declared = design_declared(design, edition)
    if declared is None:
        return None
    rows = (
        DeclaredMetric(
            key,
            label_of(key, edition),
            named_text(edition, key, one.value, one.unit or "1"),
            one.evidence or "",
        )
        for key, one in declared.metrics.items()
    )
    return DeclaredShown(tuple(rows), declared.refrigerants, _with_energy(declared.equipment))


def _with_energy(equipment: tuple[Equipment, ...] | None) -> tuple[tuple[Equipment, str], ...] | None:
    if equipment is None:
        return None
    return tuple((item, carrier(item.energy) if item.energy else "") for item in equipment)


def declared_yaml(edition: Edition | None) -> str:
    """Every metric a design team may declare, each commented out: what is not filled in stays missing, never zero."""
    metrics = _stated(edition) if edition else []
    rows = [
        {
            "key": metric.key,
            "unit": metric.unit,
            "label": _line(said(metric.label)),
            "text": _line(said(metric.definition)),
        }
        for metric in metrics
    ]
    return render_to_string("assessments/files/declared.yaml", {"metrics": rows})


def _stated(edition: Edition) -> list[Metric]:
    """What the team of a building states: not what only criteria of communities speak of."""
    of_buildings, of_communities = (_spoken_of(edition, kind) for kind in SUBJECTS)
    left_out = of_communities - of_buildings
    return [one for one in edition.metrics.values() if one.source in STATED and one.key not in left_out]


def _spoken_of(edition: Edition, kind: str) -> set[str]:
    reached = reaches(edition)
    criteria = [criterion for criterion in edition.criteria if kind in criterion.subjects]
    return {key for one in criteria for part, key in reached[one.key] if part == "metrics"}


def _line(text: str) -> str:
    """One line of a YAML comment."""
    plain = " ".join(text.split())
    return plain if len(plain) <= _LINE else plain[: _LINE - 1] + "…"
