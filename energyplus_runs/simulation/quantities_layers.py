"""The layers of a model's constructions as something to be counted: thickness and density where the model knows them.

Source: EnergyPlus 25.2 Input Output Reference, group Surface Construction Elements.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from energyplus_runs.simulation.model_view import Model, ModelObject

_LAYER_KEYS = ("outside_layer", *(f"layer_{number}" for number in range(2, 11)))


class Substance(StrEnum):
    """What a model tells of a layer: its amount, its area alone, or that it is nothing that is built."""

    VOLUME = "volume"
    AREA = "area"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: `thickness_m` [m] and `density_kg_per_m3` [kg/m³], None where the model does not say."""

    material: str
    type_name: str
    substance: Substance
    thickness_m: float | None = None
    density_kg_per_m3: float | None = None


_WITH_THICKNESS = {
    "Material": "density",
    "Material:RoofVegetation": "density_of_dry_soil",
    "WindowMaterial:Glazing": "",
    "WindowMaterial:Glazing:RefractionExtinctionMethod": "",
}
_NOTHING = (
    "Material:AirGap",
    "Material:InfraredTransparent",
    "WindowMaterial:Gas",
    "WindowMaterial:GasMixture",
    "WindowMaterial:Gap",
    "WindowMaterial:Gap:EquivalentLayer",
)


class Layers:
    """The layers of every construction of a model, by the construction's name in any spelling of case."""

    def __init__(self, model: Model) -> None:
        materials = (
            item for item in model.all() if item.spec.name.startswith(("Material", "WindowMaterial"))
        )
        self._materials: Mapping[str, ModelObject] = {
            item.name.lower(): item for item in materials if not item.spec.name.startswith("MaterialProperty")
        }
        self._constructions = {
            item.name.lower(): item
            for item in model.all()
            if item.spec.name.startswith("Construction")
            and not item.spec.name.startswith("ConstructionProperty")
        }

    def name(self, construction: str) -> str:
        """The construction's name as its own object writes it."""
        item = self._constructions.get(construction.lower())
        return item.name if item else construction

    def of(self, construction: str) -> tuple[Layer, ...]:
        """From outside to inside; a construction that is described as a whole is one layer of itself."""
        item = self._constructions.get(construction.lower())
        if item is None or item.spec.name == "Construction:AirBoundary":
            return ()
        if item.spec.name != "Construction":
            return (Layer(item.name, item.spec.name, Substance.AREA),)
        names = (item.text(key).lower() for key in _LAYER_KEYS)
        return tuple(_layer(self._materials[name]) for name in names if name in self._materials)


def _layer(item: ModelObject) -> Layer:
    type_name = item.spec.name
    if type_name in _NOTHING:
        return Layer(item.name, type_name, Substance.NONE)
    thickness = item.number("thickness") if type_name in _WITH_THICKNESS else None
    if thickness is None or thickness <= 0:
        return Layer(item.name, type_name, Substance.AREA)
    density_key = _WITH_THICKNESS[type_name]
    density = item.number(density_key) if density_key else None
    known = density if density is not None and density > 0 else None
    return Layer(item.name, type_name, Substance.VOLUME, thickness, known)
