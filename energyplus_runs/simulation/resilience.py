"""What a run says of heat inside: hours of heat index by class, an outage, a year without cooling, each zone by zone.

A zone is occupied where people are put into it: for hours of the year those in which somebody is there, for an outage all
zones with a number of people above zero, at every hour, because people stay. Multipliers of zones play no part.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

_HEAT_INDEX = ("caution", "extreme_caution", "danger", "extreme_danger")
# The keys that `Resilience.metrics` may give.
HEAT_METRICS = (
    *(f"heat_index_{word}_h_per_yr" for word in _HEAT_INDEX),
    "outage_set_above_30_k_h",
    "comfortable_without_cooling_h_per_yr",
    "occupied_h_per_yr",
)


@dataclass(frozen=True, slots=True)
class HeatIndexHours:
    """Occupied hours of a zone [h] by EnergyPlus's classes of heat index: up to 26.7, 32.2, 39.4, 51.7 °C and above."""

    zone: str
    safe_h: float
    caution_h: float
    extreme_caution_h: float
    danger_h: float
    extreme_danger_h: float

    @property
    def severity(self) -> tuple[float, float, float, float]:
        """Hours above each bound, the highest first: an hour of danger weighs more than any number of mild ones."""
        danger_h = self.danger_h + self.extreme_danger_h
        extreme_caution_h = self.extreme_caution_h + danger_h
        return (self.extreme_danger_h, danger_h, extreme_caution_h, self.caution_h + extreme_caution_h)


@dataclass(frozen=True, slots=True)
class ZoneOutage:
    """A zone with people in the outage: degree-hours of its standard effective temperature above 30 °C [K·h], highest [°C]."""

    zone: str
    set_above_30_k_h: float
    highest_set_c: float


@dataclass(frozen=True, slots=True)
class Outage:
    """An outage of `hours` [h]; `zones` are those with people, `used_joules` what each carrier's meter showed in it [J]."""

    hours: float
    zones: tuple[ZoneOutage, ...]
    used_joules: Mapping[str, float]

    @property
    def worst(self) -> ZoneOutage | None:
        return max(self.zones, key=lambda zone: zone.set_above_30_k_h, default=None)


@dataclass(frozen=True, slots=True)
class ZoneComfort:
    """A zone in a year without cooling: hours somebody is there, and those of them in which it is comfortable [h]."""

    zone: str
    occupied_h: float
    comfortable_h: float


@dataclass(frozen=True, slots=True)
class Resilience:
    """Everything of this kind that a run reported; None for what it was not asked for."""

    heat_index: tuple[HeatIndexHours, ...] | None = None
    outage: Outage | None = None
    free_running: tuple[ZoneComfort, ...] | None = None

    @property
    def hottest(self) -> HeatIndexHours | None:
        """The zone with most hours above 26.7 °C of heat index, among equals above the next bound: all classes are its own."""
        return max(self.heat_index or (), key=lambda zone: zone.severity, default=None)

    @property
    def least_comfortable(self) -> ZoneComfort | None:
        """The zone with the least share of comfortable hours: both the comfortable and the occupied hours are its own."""
        zones = self.free_running or ()
        return min(zones, key=lambda zone: zone.comfortable_h / zone.occupied_h, default=None)

    def metrics(self) -> dict[str, float]:
        """Values by the edition's metric keys, each of the worst occupied zone; a metric that is not known is absent."""
        values: dict[str, float] = {}
        if self.hottest:
            for word in _HEAT_INDEX:
                values[f"heat_index_{word}_h_per_yr"] = getattr(self.hottest, f"{word}_h")
        if self.outage and self.outage.worst:
            values["outage_set_above_30_k_h"] = self.outage.worst.set_above_30_k_h
        if self.least_comfortable:
            values["comfortable_without_cooling_h_per_yr"] = self.least_comfortable.comfortable_h
            values["occupied_h_per_yr"] = self.least_comfortable.occupied_h
        return values

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Resilience:
        heat_index, outage, free_running = data["heat_index"], data["outage"], data["free_running"]
        return cls(
            None if heat_index is None else tuple(HeatIndexHours(**zone) for zone in heat_index),
            None if outage is None else _outage(outage),
            None if free_running is None else tuple(ZoneComfort(**zone) for zone in free_running),
        )


def _outage(data: Mapping[str, Any]) -> Outage:
    return Outage(data["hours"], tuple(ZoneOutage(**zone) for zone in data["zones"]), data["used_joules"])
