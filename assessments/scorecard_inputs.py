"""What a scorecard judged, in short: the subject and the metrics that were given, readable without the document.

The form is `{"subject": {…}, "metrics": {key: [value, unit]}}`. What the edition derived is left out: whoever judges anew
derives it anew. What was missing is absent, never zero. Names and places are not part of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from rules.engine.evaluation import MetricValue, Subject

_SUBJECT = tuple(field.name for field in fields(Subject))


def inputs_of(document: Mapping[str, Any], grid_region: str | None) -> dict[str, Any]:
    """The inputs behind a scorecard document; areas [m2], metrics in the unit beside them."""
    subject = {**document["subject"], "grid_region": grid_region}
    metrics = {
        key: [metric["value"], metric["unit"]]
        for key, metric in document["metrics"].items()
        if metric["value"] is not None and metric["source"] != "derived" and subject.get(key) is None
    }
    known = {name: subject[name] for name in _SUBJECT if subject.get(name) is not None}
    return {"subject": known, "metrics": metrics}


def columns_of(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The scorecard's columns that say what kind of subject it is about."""
    subject = inputs["subject"]
    typologies = dict.fromkeys(use["typology"] for use in subject.get("uses", ()))
    return {
        "inputs": inputs,
        "kind": subject.get("kind", "building"),
        "typologies": f"|{'|'.join(typologies)}|" if typologies else "",
        "construction_start_year": subject.get("construction_start_year"),
    }


def judged_of(inputs: Mapping[str, Any]) -> tuple[Subject, dict[str, MetricValue]]:
    """The subject and its metrics as the engine takes them.

    Raises:
        KeyError, TypeError, ValueError: the inputs have another form.
    """
    metrics = {
        key: MetricValue(tuple(value) if isinstance(value, list) else value, unit, "stored")
        for key, (value, unit) in inputs["metrics"].items()
    }
    return Subject.from_json(inputs["subject"]), metrics
