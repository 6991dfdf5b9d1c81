"""What a building information model says of its elements, as plain records in SI units.

The records come from a program that reads hostile files: every one is checked again here, and what does not fit is not taken.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

REFUSALS: Final = ("reader-missing", "unreadable", "too-many-elements")
QUANTITY_UNITS: Final = {"length": "m", "area": "m2", "volume": "m3", "weight": "kg", "count": "piece"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity [m, m2, m3, kg or pieces, by kind]; None where its unit is not known.

    `set_name` is the set it stands in, `part` the layer or constituent that it is of, None for the whole element.
    """

    name: str
    kind: str
    value: float | None
    set_name: str | None
    part: str | None


@dataclass(frozen=True, slots=True)
class MaterialItem:
    """A layer [m], constituent [share], profile or plain material; what is not said is None."""

    material: str | None
    name: str | None
    thickness_m: float | None
    fraction: float | None
    density_kg_per_m3: float | None


@dataclass(frozen=True, slots=True)
class Element:
    """An element of the building. `form`: how its materials are given; `whole`: the identifier of what it is a part of."""

    id: str
    type: str
    family: str | None
    name: str
    type_name: str | None
    predefined: str | None
    storey: str | None
    external: bool | None
    whole: str | None
    form: str
    items: tuple[MaterialItem, ...]
    quantities: tuple[Quantity, ...]
    width_m: float | None
    height_m: float | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A thing of the model that no take-off counts: a space, an opening, furniture, an annotation."""

    id: str
    type: str
    name: str
    why: str
    quantities: tuple[Quantity, ...]


class Unreadable(Exception):
    """The reader refused the model; `code` is one of `REFUSALS`."""

    def __init__(self, code: str, said: str) -> None:
        super().__init__(f"{code}: {said}")
        self.code, self.said = code, said


@dataclass(frozen=True, slots=True)
class ModelRecords:
    """A whole model. `quantity_counts`: how many of each kind the file has; `broken`: elements that could not be read.

    `same_ids`: identifiers that several elements go by (the later ones are told apart by a number). `not_read`: entities that the
    schema does not know, with what is said of the first.
    """

    schema: str
    application: str | None
    quantity_counts: Mapping[str, int]
    elements: tuple[Element, ...]
    left_out: tuple[LeftOut, ...]
    broken: tuple[str, ...]
    same_ids: tuple[str, ...]
    not_read: int
    not_read_said: str


def read_records(lines: Iterable[str]) -> ModelRecords:
    """The records of one model, one JSON object a line.

    Raises:
        Unreadable: the reader says why it could not read the model.
        ValueError: a line is no record, or the records are not those of one whole file.
    """
    by_kind: dict[str, list[Mapping[str, Any]]] = {}
    for record in _objects(lines):
        if record.get("kind") == "refused" and record.get("code") in REFUSALS:
            raise Unreadable(str(record["code"]), _text(record.get("said")) or "–")
        by_kind.setdefault(str(record.get("kind")), []).append(record)
    if len(by_kind.get("file", ())) != 1 or "end" not in by_kind:
        raise ValueError("The records are not those of one whole file.")
    about = by_kind["file"][0]
    counts, passed_over = about.get("quantities") or {}, about.get("not_read") or {}
    elements, same_ids = _told_apart([_element(record) for record in by_kind.get("element", ())])
    return ModelRecords(
        schema=_text(about.get("schema")) or "",
        application=_text(about.get("application")),
        quantity_counts={str(key): int(count) for key, count in counts.items()},
        elements=elements,
        left_out=tuple(_left_out(record) for record in by_kind.get("left-out", ())),
        broken=tuple(_text(record.get("id")) or "" for record in by_kind.get("broken", ())),
        same_ids=same_ids,
        not_read=int(passed_over.get("count") or 0),
        not_read_said=_text(passed_over.get("said")) or "–",
    )


def _objects(lines: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    for line in lines:
        record = json.loads(line)
        if not isinstance(record, Mapping):
            raise ValueError("A record is no object.")
        yield record


def _told_apart(elements: list[Element]) -> tuple[tuple[Element, ...], tuple[str, ...]]:
    """Elements with identifiers of their own, and the identifiers that were not."""
    counts: Counter[str] = Counter()
    told: list[Element] = []
    for element in elements:
        counts[element.id] += 1
        again = counts[element.id]
        told.append(element if again == 1 else replace(element, id=f"{element.id} ({again})"))
    return tuple(told), tuple(key for key, count in counts.items() if count > 1)


def _element(record: Mapping[str, Any]) -> Element:
    materials = record.get("materials") or {}
    width, height = record.get("overall_m") or (None, None)
    external = record.get("external")
    return Element(
        id=_text(record.get("id")) or "",
        type=_text(record.get("type")) or "",
        family=_text(record.get("family")),
        name=_text(record.get("name")) or "",
        type_name=_text(record.get("type_name")),
        predefined=_text(record.get("predefined")),
        storey=_text(record.get("storey")),
        external=external if isinstance(external, bool) else None,
        whole=_text(record.get("whole")),
        form=_text(materials.get("form")) or "none",
        items=tuple(_item(item) for item in materials.get("items") or ()),
        quantities=_quantities(record),
        width_m=_number(width),
        height_m=_number(height),
    )


def _left_out(record: Mapping[str, Any]) -> LeftOut:
    key, kind, name, why = (_text(record.get(field)) or "" for field in ("id", "type", "name", "why"))
    return LeftOut(key, kind, name, why, _quantities(record))


def _item(item: Mapping[str, Any]) -> MaterialItem:
    numbers = [_number(item.get(key)) for key in ("thickness_m", "fraction", "density_kg_per_m3")]
    return MaterialItem(_text(item.get("material")), _text(item.get("name")), *numbers)


def _quantities(record: Mapping[str, Any]) -> tuple[Quantity, ...]:
    return tuple(
        Quantity(
            name=_text(one.get("name")) or "?",
            kind=str(one["kind"]),
            value=_number(one.get("value")),
            set_name=_text(one.get("set")),
            part=_text(one.get("part")),
        )
        for one in record.get("quantities") or ()
        if one.get("kind") in QUANTITY_UNITS
    )


def _text(value: Any) -> str | None:
    """Printable text on one line; None where nothing is said."""
    if not isinstance(value, str):
        return None
    return "".join(character if character.isprintable() else " " for character in value).strip() or None


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)
