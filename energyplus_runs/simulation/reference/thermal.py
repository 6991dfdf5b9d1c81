"""Resistance and thermal inertia of the layers of an opaque construction."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from energyplus_runs.simulation.idf import IdfModel, IdfObject
from energyplus_runs.simulation.numerals import parse_number

_MASS, _NO_MASS, _AIR_GAP = "material", "material:nomass", "material:airgap"
# A conductivity [W/(m K)] up to which a layer is there to insulate; masonry blocks and timber conduct more.
INSULATING_W_PER_MK = 0.1


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: resistance [m² K/W], and for one with mass its conductivity [W/(m K)] and thermal inertia R·S [-]."""

    material: IdfObject
    resistance_m2k_per_w: float
    conductivity_w_per_mk: float | None
    inertia_d: float

    @property
    def insulates(self) -> bool:
        """Whether its resistance can be set: what insulates with mass, or any layer that is a resistance alone."""
        if self.conductivity_w_per_mk is None:
            return self.material.type_name.lower() == _NO_MASS
        return self.conductivity_w_per_mk <= INSULATING_W_PER_MK


def materials_of(model: IdfModel) -> dict[str, IdfObject]:
    """All materials an opaque construction can have a known resistance of, by lower-case name."""
    types = ("Material", "Material:NoMass", "Material:AirGap")
    return {item.name.lower(): item for name in types for item in model.objects(name)}


def layers_of(
    construction: IdfObject, materials: Mapping[str, IdfObject], period_s: float
) -> tuple[Layer, ...] | None:
    """The layers from outside to inside; None when one of them is of another kind or lacks a number."""
    layers = []
    for name in layer_names(construction):
        layer = _layer(materials.get(name.lower()), period_s)
        if layer is None:
            return None
        layers.append(layer)
    return tuple(layers)


def layer_names(construction: IdfObject) -> Iterator[str]:
    """The materials a construction names, from outside."""
    return (value for value in construction.values[1:] if value)


def resistance_m2k_per_w(layers: Sequence[Layer]) -> float:
    """Sum of the layers' resistances, without air films [m² K/W]."""
    return math.fsum(layer.resistance_m2k_per_w for layer in layers)


def inertia_d(layers: Sequence[Layer]) -> float:
    """The index D [-]: the sum of R times S. Layers without mass count nothing."""
    return math.fsum(layer.inertia_d for layer in layers)


def heat_storage_w_per_m2k(
    conductivity_w_per_mk: float, density_kg_per_m3: float, specific_heat_j_per_kgk: float, period_s: float
) -> float:
    """The coefficient S [W/(m² K)] of a material for a swing of this period [s]: sqrt(2 π λ ρ c / T)."""
    storing = conductivity_w_per_mk * density_kg_per_m3 * specific_heat_j_per_kgk
    return math.sqrt(2 * math.pi * storing / period_s)


def _layer(material: IdfObject | None, period_s: float) -> Layer | None:
    if material is None:
        return None
    if material.type_name.lower() != _MASS:
        resistance = parse_number(material.get("Thermal Resistance"))
        return None if resistance is None else Layer(material, resistance, None, 0.0)
    names = ("Thickness", "Conductivity", "Density", "Specific Heat")
    numbers = [parse_number(material.get(name)) for name in names]
    thickness, conductivity, density, heat = numbers
    if not thickness or not conductivity or not density or not heat:
        return None
    resistance = thickness / conductivity
    storage = heat_storage_w_per_m2k(conductivity, density, heat, period_s)
    return Layer(material, resistance, conductivity, resistance * storage)
