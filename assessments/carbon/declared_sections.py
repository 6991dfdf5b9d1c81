"""The metrics, refrigerants and equipment a design team declares."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from typing import Any, Final

from assessments.carbon.declared_fields import FieldReader
from assessments.carbon.markup import Path
from assessments.carbon.refrigerants import RefrigerantItem

MetricNumber = float | tuple[float, ...] | bool | str

# What counts as fossil. Biomass does not; a fuel without a name of its own does, until it is shown to be none.
FUELS: Final = frozenset(
    {
        "natural_gas",
        "propane",
        "diesel",
        "gasoline",
        "fuel_oil_no1",
        "fuel_oil_no2",
        "coal",
        "other_fuel1",
        "other_fuel2",
    }
)
ENERGIES: Final = FUELS | {
    "biomass",
    "electricity",
    "district_heating_water",
    "district_heating_steam",
    "district_cooling",
    "solar",
}
_EQUIPMENT_KEYS: Final = ("name", "service", "energy", "count", "capacity_kw", "cop", "emergency", "evidence")
_MOST_PIECES: Final = 100_000


@dataclass(frozen=True, slots=True)
class Metric:
    """One declared value with its unit and the words that point to its evidence."""

    value: MetricNumber
    unit: str | None
    evidence: str | None


@dataclass(frozen=True, slots=True)
class Equipment:
    """One kind of equipment: what it serves, the energy it takes, pieces, capacity of one [kW],
    coefficient of performance."""

    name: str | None
    service: str | None
    energy: str | None
    count: int | None
    capacity_kw: float | None
    cop: float | None
    emergency: bool
    evidence: str | None

    @property
    def combustion_pieces(self) -> int | None:
        """How many pieces burn fossil fuel outside emergencies; None when the energy or the number is not known."""
        if self.emergency:
            return 0
        if self.energy is None:
            return None
        return self.count if self.energy in FUELS else 0


def read_metrics(
    reader: FieldReader,
    value: Any,
    allowed: frozenset[str] | None,
    computed: frozenset[str],
    elsewhere: Callable[[], frozenset[str]],
) -> Mapping[str, Metric]:
    """Read `metrics:`; a metric without a value is left out, hence missing.

    One that is worked out, or that only another edition asks for, is left out with word of it.
    """
    if value is None:
        return {}
    path: Path = ("metrics",)
    if isinstance(value, dict) and allowed is not None:
        value = _without(reader, value, computed & value.keys(), "declared-metric-computed")
        strange = frozenset(key for key in value if key not in allowed)
        others = strange & elsewhere() if strange else frozenset()
        value = _without(reader, value, others, "declared-metric-elsewhere")
    keys = sorted(allowed) if allowed is not None else value if isinstance(value, dict) else ()
    read = {
        key: _metric(reader, item, (*path, key)) for key, item in reader.mapping(value, path, keys).items()
    }
    return {key: metric for key, metric in read.items() if metric is not None}


def _without(reader: FieldReader, value: dict[Any, Any], keys: Set[Any], code: str) -> dict[Any, Any]:
    for key in sorted(keys):
        reader.say(code, ("metrics", key), metric=key)
    return {key: item for key, item in value.items() if key not in keys}


def _metric(reader: FieldReader, value: Any, path: Path) -> Metric | None:
    fields = reader.mapping(value, path, ("value", "unit", "evidence"))
    unit = reader.text(fields, "unit", path)
    number = _metric_value(reader, fields, unit, path)
    if number is None:
        return None
    if unit is None and not isinstance(number, bool):
        reader.say("declared-metric-without-unit", path, metric=path[-1])
    evidence = reader.text(fields, "evidence", path)
    if evidence is None:
        reader.say("declared-metric-without-evidence", path, metric=path[-1])
    return Metric(number, unit, evidence)


def _metric_value(
    reader: FieldReader, fields: Mapping[str, Any], unit: str | None, path: Path
) -> MetricNumber | None:
    value = fields.get("value")
    if value is None:
        reader.say("declared-metric-without-value", path, metric=path[-1])
        return None
    if isinstance(value, bool):
        return value
    if unit == "text":
        return reader.text(fields, "value", path)
    if isinstance(value, list):
        return _numbers(reader, value, (*path, "value"))
    return reader.number(fields, "value", path)


def _numbers(reader: FieldReader, values: list[Any], path: Path) -> tuple[float, ...] | None:
    for index, value in enumerate(values):
        good = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        if not good:
            reader.say("value-not-a-number", (*path, index), field="value", value=value)
            return None
    return tuple(float(value) for value in values)


def read_refrigerants(reader: FieldReader, value: Any) -> tuple[RefrigerantItem, ...] | None:
    """Read `refrigerants:`; an empty list says there are none, None that nothing was declared."""
    if value is None:
        return None
    path: Path = ("refrigerants",)
    items = enumerate(reader.items(value, path))
    read = [_refrigerant(reader, item, (*path, index)) for index, item in items]
    return tuple(item for item in read if item is not None)


def _refrigerant(reader: FieldReader, value: Any, path: Path) -> RefrigerantItem | None:
    fields = reader.mapping(value, path, ("name", "type", "charge_kg", "leak_rate"))
    kind = reader.text(fields, "type", path)
    charge_kg = reader.number(fields, "charge_kg", path)
    if charge_kg is not None and charge_kg < 0:
        reader.say("declared-negative-charge", (*path, "charge_kg"), value=charge_kg)
        charge_kg = None
    leak_rate = reader.fraction(fields, "leak_rate", path)
    if kind is None:
        reader.say("declared-refrigerant-without-type", path)
        return None
    return RefrigerantItem(kind, charge_kg, leak_rate, reader.text(fields, "name", path))


def read_equipment(reader: FieldReader, value: Any) -> tuple[Equipment, ...] | None:
    """Read `equipment:`; an empty list says there is none, None that nothing was declared."""
    if value is None:
        return None
    path: Path = ("equipment",)
    items = enumerate(reader.items(value, path))
    return tuple(_equipment(reader, item, (*path, index)) for index, item in items)


def _equipment(reader: FieldReader, value: Any, path: Path) -> Equipment:
    fields = reader.mapping(value, path, _EQUIPMENT_KEYS)
    if "energy" not in fields:
        reader.say("declared-equipment-without-energy", path)
    return Equipment(
        name=reader.text(fields, "name", path),
        service=reader.text(fields, "service", path),
        energy=reader.choice(fields, "energy", path, ENERGIES),
        count=reader.whole(fields, "count", path, 0, _MOST_PIECES) if "count" in fields else 1,
        capacity_kw=reader.positive(fields, "capacity_kw", path),
        cop=reader.positive(fields, "cop", path),
        emergency=reader.flag(fields, "emergency", path) or False,
        evidence=reader.text(fields, "evidence", path),
    )
