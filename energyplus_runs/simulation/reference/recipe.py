"""A recipe of the reference building: the limits of an edition as values that the steps can ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self


class Facade(StrEnum):
    """The side of a building that a wall belongs to."""

    NORTH = "north"
    EAST = "east"
    SOUTH = "south"
    WEST = "west"


class Element(StrEnum):
    """The opaque parts of a building that a limit is for."""

    ROOF = "roof"
    WALL = "wall"
    EXPOSED_FLOOR = "exposed_floor"


@dataclass(frozen=True, slots=True)
class Glazing:
    """A window as the recipe wants it: K [W/(m² K)], solar heat gain coefficient, visible transmittance.

    `shgc` is None where the standard sets no limit; `visible_transmittance` where it says nothing.
    """

    k_w_per_m2k: float
    shgc: float | None
    visible_transmittance: float | None


@dataclass(frozen=True, slots=True)
class BuildingClass:
    """The envelope limits of one class of buildings."""

    key: str
    above_floor_area_m2: float
    _entry: Mapping[str, Any]

    def k_w_per_m2k(self, element: Element, inertia_d: float) -> float | None:
        """The limit of an opaque element [W/(m² K)] by the inertia of the design's; None where there is none."""
        limits = self._entry["k_w_per_m2k"][element]
        if limits is None:
            return None
        return float(limits["light" if inertia_d <= self._entry["light_to_d"] else "heavy"])

    def window(self, facade: Facade, ratio: float) -> tuple[float, float | None]:
        """K [W/(m² K)] and solar heat gain coefficient for a side with this window-to-wall ratio."""
        band = within(self._entry["windows"], "above_ratio", ratio)
        shgc = band["shgc_north" if facade is Facade.NORTH else "shgc_east_south_west"]
        return float(band["k_w_per_m2k"]), None if shgc is None else float(shgc)

    @property
    def skylight(self) -> Glazing:
        entry = self._entry["skylight"]
        return Glazing(float(entry["k_w_per_m2k"]), float(entry["shgc"]), None)


@dataclass(frozen=True, slots=True)
class Recipe:
    """One recipe; `rules` are the tables of the annex as they stand."""

    rules: Mapping[str, Any]
    classes: tuple[BuildingClass, ...]

    @classmethod
    def read(cls, rules: Mapping[str, Any]) -> Self:
        """A recipe whose form was checked."""
        classes = (
            BuildingClass(entry["key"], float(entry["above_floor_area_m2"]), entry)
            for entry in rules["classes"]
        )
        return cls(rules, tuple(classes))

    @property
    def climate_zone(self) -> str:
        """The zone of GB 50176 that the limits are for, by the word of a place."""
        return str(self.rules["climate_zone"])

    def use_of(self, typology: str) -> str | None:
        """The use of the tables that a typology is; None where no confirmed figure applies."""
        use = self.rules["typologies"].get(typology)
        return None if use is None else str(use)

    def class_of(self, floor_area_m2: float) -> BuildingClass:
        """The class of a building of this floor area [m²]."""
        return next(
            (entry for entry in self.classes if floor_area_m2 > entry.above_floor_area_m2), self.classes[-1]
        )

    def facade_of(self, azimuth_deg: float) -> Facade:
        """The side that an outward normal [° clockwise from north] belongs to; east and west hold their ends."""
        azimuth = round(azimuth_deg % 360.0, 6) % 360.0
        east, west = self.rules["facades"]["east_deg"], self.rules["facades"]["west_deg"]
        if east[0] <= azimuth <= east[1]:
            return Facade.EAST
        if west[0] <= azimuth <= west[1]:
            return Facade.WEST
        return Facade.SOUTH if east[1] < azimuth < west[0] else Facade.NORTH

    def glazing(self, building: BuildingClass, facade: Facade, ratio: float) -> Glazing:
        """The window of one side of a building."""
        k, shgc = building.window(facade, ratio)
        # The clause divides at "below" its ratio, the limits of K at "up to" theirs.
        bands = self.rules["facades"]["visible_transmittance"]
        light = [band for band in bands if ratio >= band["above_ratio"]][-1]
        return Glazing(k, shgc, float(light["at_least"]))

    @property
    def film_resistance_m2k_per_w(self) -> float:
        return float(self.rules["opaque"]["film_resistance_m2k_per_w"])

    @property
    def heat_storage_period_s(self) -> float:
        return float(self.rules["opaque"]["heat_storage_period_h"]) * 3600.0

    @property
    def as_designed(self) -> frozenset[str]:
        """The types that stay as they are, in lower case."""
        return frozenset(name.lower() for name in self.rules["as_designed"]["types"])


def within(entries: Sequence[Mapping[str, Any]], bound: str, value: float) -> Mapping[str, Any]:
    """The last entry whose bound lies below a value; the first where none does."""
    return next((entry for entry in reversed(entries) if value > entry[bound]), entries[0])
