"""Frames and dividers of windows, as far as a model has them: areas seen from the front, no material.

Source: EnergyPlus 25.2 Input Output Reference, WindowProperty:FrameAndDivider: a frame lies around the glazed opening, its
area is taken from the wall; dividers lie within it, their area is taken from the glass; both for rectangular windows only.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from energyplus_runs.simulation.model_view import Model, ModelObject
from energyplus_runs.simulation.placement import PlacedSurface

_CORNERS_OF_A_RECTANGLE = 4


@dataclass(frozen=True, slots=True)
class Frame:
    """Of one window: `around_m2` the frame, `dividers_m2` what divides the glass [m²]; `name` is that of the model."""

    name: str
    around_m2: float
    dividers_m2: float

    @property
    def area_m2(self) -> float:
        return self.around_m2 + self.dividers_m2


def frames_of(model: Model, placed: Sequence[PlacedSurface]) -> dict[str, Frame]:
    """The frame of every window that has one, by the window's name in lower case."""
    kinds = {item.name.lower(): item for item in model.of("WindowProperty:FrameAndDivider")}
    windows = model.of("FenestrationSurface:Detailed", "Window", "GlazedDoor") if kinds else []
    named = {item.name.lower(): item.text("frame_and_divider_name").lower() for item in windows}
    found = {}
    for surface in placed:
        kind = kinds.get(named.get(surface.name.lower(), ""))
        if surface.base and kind is not None and len(surface.vertices) == _CORNERS_OF_A_RECTANGLE:
            found[surface.name.lower()] = _frame(kind, surface)
    return found


def _frame(kind: ModelObject, window: PlacedSurface) -> Frame:
    width_m, height_m = _sides(window)
    frame_m, divider_m = kind.number("frame_width") or 0.0, kind.number("divider_width") or 0.0
    lying, standing = (kind.number(f"number_of_{way}_dividers") or 0.0 for way in ("horizontal", "vertical"))
    crossings_m2 = lying * standing * divider_m**2
    return Frame(
        name=kind.name,
        around_m2=2 * frame_m * (width_m + height_m + 2 * frame_m),
        dividers_m2=divider_m * (lying * width_m + standing * height_m) - crossings_m2,
    )


def _sides(window: PlacedSurface) -> tuple[float, float]:
    """Width and height of a rectangle [m]; vertices run down the left side first."""
    first, second, third, _ = window.vertices
    one, other = math.dist(first, second), math.dist(second, third)
    return (other, one) if abs(first[2] - second[2]) >= abs(second[2] - third[2]) else (one, other)
