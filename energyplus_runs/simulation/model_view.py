"""A model read by field keys instead of positions, for everything that only looks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from energyplus_runs.simulation.numerals import parse_number
from energyplus_runs.simulation.schema_index import SchemaIndex, TypeSpec
from energyplus_runs.simulation.tokens import RawObject


@dataclass(frozen=True, slots=True)
class ModelObject:
    """One object with the schema's knowledge of its fields."""

    raw: RawObject
    spec: TypeSpec

    @property
    def name(self) -> str:
        return self.text("name")

    def text(self, key: str) -> str:
        """The field as written; blank when it is absent."""
        index = self.spec.position(key)
        return self.raw.fields[index] if index is not None and index < len(self.raw.fields) else ""

    def number(self, key: str) -> float | None:
        """The field as a number in the schema's unit; None when blank, a word or no number."""
        return parse_number(self.text(key))

    def effective(self, key: str) -> str:
        """The field as written, or the schema's default when it is blank."""
        index = self.spec.position(key)
        default = self.spec.fields[index].default if index is not None else None
        return self.text(key) or default or ""

    def groups(self) -> Iterator[tuple[str, ...]]:
        """The repeated groups of fields, each as written and filled up with blanks."""
        size, start = len(self.spec.extensible), len(self.spec.fields)
        for index in range(start, len(self.raw.fields), size) if size else ():
            group = self.raw.fields[index : index + size]
            yield group + ("",) * (size - len(group))


class Model:
    """The objects of a model by type; unknown types are left out."""

    def __init__(self, objects: Iterable[RawObject], schema: SchemaIndex) -> None:
        self._by_type: dict[str, list[ModelObject]] = defaultdict(list)
        for raw in objects:
            spec = schema.find(raw.type_name)
            if spec is not None:
                self._by_type[spec.name.lower()].append(ModelObject(raw, spec))

    def of(self, *type_names: str) -> list[ModelObject]:
        return [item for name in type_names for item in self._by_type.get(name.lower(), ())]

    def first(self, type_name: str) -> ModelObject | None:
        return next(iter(self._by_type.get(type_name.lower(), ())), None)

    def all(self) -> Iterator[ModelObject]:
        for items in self._by_type.values():
            yield from items

    def counts(self) -> dict[str, int]:
        """How many objects of each type there are, by type name in alphabetical order."""
        found = {items[0].spec.name: len(items) for items in self._by_type.values() if items}
        return dict(sorted(found.items()))


def zone_multipliers(model: Model) -> dict[str, int]:
    """How often each zone counts, by lower-case name: its own multiplier times that of its group.

    The first group that names a zone counts; the engine stops at a second.
    """
    result = {zone.name.lower(): _times(zone, "multiplier") for zone in model.of("Zone")}
    lists = zone_lists(model)
    grouped: set[str] = set()
    for group in model.of("ZoneGroup"):
        for zone_name in lists.pop(group.text("zone_list_name").lower(), ()):
            if zone_name in result and zone_name not in grouped:
                grouped.add(zone_name)
                result[zone_name] *= _times(group, "zone_list_multiplier")
    return result


def zone_lists(model: Model) -> dict[str, tuple[str, ...]]:
    """The zones of each list, all in lower case."""
    return {
        item.name.lower(): tuple(group[0].lower() for group in item.groups()) for item in model.of("ZoneList")
    }


def _times(item: ModelObject, key: str) -> int:
    number = item.number(key)
    return int(number) if number is not None and number >= 1 else 1
