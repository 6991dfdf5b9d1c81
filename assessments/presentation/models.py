"""What was read of an energy model, as tables a person can check against their drawings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from assessments.presentation.operation import PatternShown, patterns_shown
from energyplus_runs.models import EnergyModel


@dataclass(frozen=True, slots=True)
class ModelShown:
    """The summary of intake with the zones' uses beside the zones; figures in m², m³, None where not known."""

    model: EnergyModel
    figures: tuple[tuple[str, Any, str], ...]
    zones: tuple[dict[str, Any], ...]
    constructions: tuple[Mapping[str, Any], ...]
    systems: tuple[Mapping[str, Any], ...]
    combustion: tuple[Mapping[str, Any], ...]
    photovoltaics: tuple[Mapping[str, Any], ...]
    surfaces: tuple[tuple[str, str, int], ...]
    patterns: tuple[PatternShown, ...]


def model_shown(model: EnergyModel, gia_m2: float | None = None) -> ModelShown:
    """What was read of a model; its floor area stands against the gross internal area where that is known."""
    summary: dict[str, Any] = model.summary
    uses = {use["zone"]: use for use in summary.get("uses", [])}
    return ModelShown(
        model=model,
        figures=_figures(summary, gia_m2),
        zones=tuple({**zone, "use": uses.get(zone["name"], {})} for zone in summary.get("zones", [])),
        constructions=tuple(summary.get("constructions", [])),
        systems=tuple(summary.get("systems", [])),
        combustion=tuple(summary.get("combustion", [])),
        photovoltaics=tuple(summary.get("photovoltaics", [])),
        surfaces=tuple(
            (kind, surface_kind(kind), count) for kind, count in summary.get("surfaces", {}).items()
        ),
        patterns=patterns_shown(summary),
    )


def _figures(summary: Mapping[str, Any], gia_m2: float | None) -> tuple[tuple[str, Any, str], ...]:
    """Label, value and unit of the figures of the whole model, zone multipliers applied."""
    ratio, floor_area_m2 = summary.get("window_to_wall_ratio"), summary.get("floor_area_m2")
    deviation = 100 * (floor_area_m2 / gia_m2 - 1) if floor_area_m2 is not None and gia_m2 else None
    return (
        (_("Floor area in the model, with multipliers"), floor_area_m2, "m²"),
        (_("Gross internal area (GIA), as declared"), gia_m2, "m²"),
        (_("Floor area in the model against the declared GIA"), deviation, "%"),
        (_("External wall, gross"), summary.get("exterior_wall_area_m2"), "m²"),
        (_("External roof"), summary.get("exterior_roof_area_m2"), "m²"),
        (_("Windows"), summary.get("window_area_m2"), "m²"),
        (_("Skylights"), summary.get("skylight_area_m2"), "m²"),
        (_("Window-to-wall ratio"), None if ratio is None else 100 * ratio, "%"),
    )


def surface_kind(kind: str) -> str:
    """The name of a kind of surface in the 3D view; the key where we have no name for it."""
    return {
        "wall": pgettext("surface", "Walls"),
        "roof": pgettext("surface", "Roofs"),
        "ceiling": pgettext("surface", "Ceilings"),
        "floor": pgettext("surface", "Floors"),
        "window": pgettext("surface", "Windows"),
        "door": pgettext("surface", "Doors"),
        "shading": pgettext("surface", "Shading"),
    }.get(kind, kind)
