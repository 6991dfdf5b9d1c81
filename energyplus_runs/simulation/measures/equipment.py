"""What a prepared model has of equipment, read from its text alone: its types of objects and what burns in it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from energyplus_runs.simulation.inventory import combustion
from energyplus_runs.simulation.model_view import Model
from energyplus_runs.simulation.schema_index import SchemaIndex
from energyplus_runs.simulation.tokens import tokenise


def equipment_of(text: str, schema: SchemaIndex) -> dict[str, Any]:
    """The members `object_counts` and `combustion` of a model's summary, for a model that measures have changed."""
    model = Model(tokenise(text, schema).objects, schema)
    burning = [asdict(item) for item in combustion(model)]
    return {"object_counts": model.counts(), "combustion": burning}
