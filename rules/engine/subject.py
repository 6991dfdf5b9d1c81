"""What is judged: the building or community, and the values known of it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MetricNumber = float | int | bool | tuple[float, ...] | None


@dataclass(frozen=True, slots=True)
class Use:
    """One use of the building and its gross internal area [m2]; the area matters only where uses are
    mixed."""

    typology: str
    gia_m2: float | None = None

    def __post_init__(self) -> None:
        if self.gia_m2 is not None and not abs(self.gia_m2) <= sys.float_info.max:
            object.__setattr__(self, "gia_m2", None)  # infinity is no area: it is missing


@dataclass(frozen=True, slots=True)
class Subject:
    """The subject's own facts; None is missing, never zero. Areas [m2] are the metrics of the same name."""

    kind: str = "building"
    works: str | None = None
    uses: tuple[Use, ...] = ()
    gia_m2: float | None = None
    useful_floor_area_m2: float | None = None
    gross_floor_area_m2: float | None = None
    footprint_m2: float | None = None
    roof_area_m2: float | None = None
    construction_start_year: int | None = None
    stage: str | None = None
    grid_region: str | None = None

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Subject:
        """The subject of a scorecard document; members the engine does not use are passed over."""
        known = {name: data[name] for name in cls.__dataclass_fields__ if name in data and name != "uses"}
        uses = tuple(Use(entry["typology"], entry.get("gia_m2")) for entry in data.get("uses") or ())
        return cls(uses=uses, **known)


@dataclass(frozen=True, slots=True)
class MetricValue:
    """A value with its unit, the way it was come by, and where it came from; `value` None is missing."""

    value: MetricNumber
    unit: str
    source: str
    origin: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        value = list(self.value) if isinstance(self.value, tuple) else self.value
        return {"value": value, "unit": self.unit, "source": self.source, "origin": list(self.origin)}
