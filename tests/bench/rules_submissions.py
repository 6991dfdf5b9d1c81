"""Made-up submissions in plausible ranges, the same ones for the same seed; some values are missing."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from rules.engine.expressions import names
from rules.engine.schema import Criterion, Edition, Metric
from rules.engine.subject import MetricNumber

# Plausible ranges by unit; per m2 of floor where the quantity grows with the building.
_PER_M2 = {
    "kgCO2e": (5.0, 450.0),
    "kgCO2e/yr": (0.1, 5.0),
    "kgCO2/yr": (0.0, 20.0),
    "kWh/yr": (0.0, 160.0),
    "kWh": (0.0, 50.0),
    "W": (10.0, 90.0),
    "m2": (0.05, 0.9),
    "m3": (0.02, 1.0),
    "m3/yr": (0.1, 2.0),
    "L/yr": (100.0, 2000.0),
    "kg": (1.0, 900.0),
    "t": (0.001, 0.9),
    "person": (0.01, 0.1),
    "piece": (0.0, 0.02),
    "m": (0.001, 0.05),
}
_PLAIN = {"%": (0.0, 100.0), "yr": (1.0, 100.0), "kgCO2e/kg": (0.0, 2200.0), "kgCO2/m2/yr": (5.0, 60.0)}
_REGIONS = ("hainan", "china", "guangdong", "atlantis")


def submissions(edition: Edition, count: int, seed: int) -> Iterator[dict[str, Any]]:
    """JSON rows `{"subject": …, "metrics": {key: [value, unit]}}`, as a back-test has stored them."""
    chance = random.Random(seed)
    given = {kind: asked_of(edition, kind) for kind in ("building", "community")}
    typologies = sorted(edition.typologies)
    for _ in range(count):
        area = round(10 ** chance.uniform(2.3, 5.0), 1)
        subject = _subject(chance, typologies, area)
        metrics = {
            metric.key: [_value(chance, metric, area), metric.unit]
            for metric in given[subject["kind"]]
            if chance.random() > 0.04
        }
        yield {"subject": subject, "metrics": metrics}


def asked_of(edition: Edition, kind: str) -> list[Metric]:
    """The metrics that somebody hands over for a subject of this kind: those its criteria rest on."""
    waiting = [name for one in edition.criteria if kind in one.subjects for name in _names(one)]
    asked: dict[str, Metric] = {}
    while waiting:
        metric = edition.metrics.get(waiting.pop())
        if metric is not None and metric.key not in asked:
            asked[metric.key] = metric
            waiting.extend(names(metric.rule.expression) if metric.rule else ())
    return [metric for metric in edition.metrics.values() if metric.key in asked and metric.rule is None]


def _names(criterion: Criterion) -> list[str]:
    return [name for node in criterion.formulas() for name in names(node)]


def _subject(chance: random.Random, typologies: list[str], area: float) -> dict[str, Any]:
    parts = chance.choices((1, 2, 3), (75, 18, 7))[0]
    share = round(area / parts, 1)
    uses = [
        {"typology": chance.choice(typologies), "gia_m2": share if chance.random() > 0.01 else None}
        for _ in range(parts)
    ]
    return {
        "kind": chance.choices(("building", "community"), (85, 15))[0],
        "works": chance.choices(("new", "retrofit_one_go", "retrofit_stepped", None), (70, 19, 10, 1))[0],
        "uses": uses,
        "gia_m2": area if chance.random() > 0.01 else None,
        "footprint_m2": round(area / chance.randint(1, 20), 1),
        "roof_area_m2": round(area / chance.randint(1, 20), 1),
        "construction_start_year": chance.randint(2024, 2051) if chance.random() > 0.01 else None,
        "stage": chance.choices(("design", "as_built", "in_use", "planning"), (60, 20, 15, 5))[0],
        "grid_region": chance.choices(_REGIONS, (90, 5, 4, 1))[0],
    }


def _value(chance: random.Random, metric: Metric, area: float) -> MetricNumber | list[float]:
    if metric.type == "boolean":
        return chance.random() < 0.6
    if metric.type == "list":
        return [round(_number(chance, metric, area), 2) for _ in range(chance.randint(0, 12))]
    if chance.random() < 0.1 and metric.allows(0.0):
        return 0
    return round(_number(chance, metric, area), 2)


def _number(chance: random.Random, metric: Metric, area: float) -> float:
    """Within the range of its unit and, as far as that goes, within the bounds of the metric."""
    if metric.unit in _PER_M2:
        low, high = (area * bound for bound in _PER_M2[metric.unit])
    else:
        low, high = _PLAIN.get(metric.unit, (0.0, 2.0 if metric.maximum is None else metric.maximum))
    low = max(low, metric.minimum or 0.0, metric.above or 0.0)
    return chance.uniform(low, max(low, high if metric.maximum is None else min(high, metric.maximum)))
