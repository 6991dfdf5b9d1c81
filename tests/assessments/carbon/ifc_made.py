"""Records of models as the reader writes them, made by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from assessments.carbon.ifc_records import ModelRecords, read_records


def quantity(name: str, value: float | None, part: str | None = None, of: str = "Qto_Base") -> dict[str, Any]:
    kind = next((kind for kind in ("volume", "area", "weight", "count") if kind in name.casefold()), "length")
    return {"name": name, "kind": kind, "value": value, "set": of, "part": part}


def item(material: str | None, **values: Any) -> dict[str, Any]:
    return {"material": material, "name": values.pop("name", None), **values}


def element(key: str, kind: str = "IfcWall", **values: Any) -> dict[str, Any]:
    """One element; `quantities` by name, `items` of a `form` of material."""
    given = values.pop("quantities", {})
    listed = given if isinstance(given, list) else [quantity(name, value) for name, value in given.items()]
    materials = {"form": values.pop("form", "single"), "items": values.pop("items", [])}
    return {
        **{"kind": "element", "id": key, "type": kind, "name": f"name of {key}"},
        **{"quantities": listed, "materials": materials, **values},
    }


def text_of(elements: Sequence[dict[str, Any]], further: Sequence[dict[str, Any]] = ()) -> list[str]:
    volumes = sum(
        one["kind"] == "volume" for made in (*elements, *further) for one in made.get("quantities", ())
    )
    head = {"kind": "file", "schema": "IFC4", "quantities": {"volume": volumes}}
    return [json.dumps(record) for record in (head, *elements, *further, {"kind": "end"})]


def model(*elements: dict[str, Any], further: Sequence[dict[str, Any]] = ()) -> ModelRecords:
    return read_records(text_of(elements, further))
