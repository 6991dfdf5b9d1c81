"""Models that tests make: with IfcOpenShell where they are to be right, as text where they are to be wrong."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

import ifcopenshell
import ifcopenshell.guid

HEAD = (
    "ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION((''),'2;1');\nFILE_NAME('','',(''),(''),'','','');\n"
    "FILE_SCHEMA(('{schema}'));\nENDSEC;\nDATA;\n"
)
TAIL = "ENDSEC;\nEND-ISO-10303-21;\n"
FOOT_M = 0.3048


def text(data: str, schema: str = "IFC4") -> bytes:
    return (HEAD.format(schema=schema) + data + TAIL).encode()


class House:
    """A small model; lengths, areas and volumes are in feet unless it is made in metres."""

    def __init__(self, schema: Any = "IFC4", feet: bool = True) -> None:
        self.file = ifcopenshell.file(schema=schema)
        self._numbers = count(1)
        units = [self._unit(kind, power, feet) for kind, power in (("LENGTH", 1), ("AREA", 2), ("VOLUME", 3))]
        assigned = self.file.create_entity("IfcUnitAssignment", Units=units)
        self.rooted("IfcProject", UnitsInContext=assigned)
        self.storey = self.rooted("IfcBuildingStorey", Name="Ground")

    def rooted(self, kind: str, **values: Any) -> Any:
        return self.file.create_entity(kind, GlobalId=ifcopenshell.guid.new(), **values)

    def element(self, kind: str, material: Any = None, quantities: Any = (), **values: Any) -> Any:
        made = self.rooted(kind, Name=f"{kind} {next(self._numbers)}", **values)
        self.rooted(
            "IfcRelContainedInSpatialStructure", RelatedElements=[made], RelatingStructure=self.storey
        )
        if material is not None:
            self.rooted("IfcRelAssociatesMaterial", RelatedObjects=[made], RelatingMaterial=material)
        if quantities:
            stated = [self.quantity(name, value) for name, value in dict(quantities).items()]
            self.define(made, self.rooted("IfcElementQuantity", Name="Qto_Base", Quantities=stated))
        return made

    def define(self, element: Any, definition: Any) -> None:
        self.rooted(
            "IfcRelDefinesByProperties", RelatedObjects=[element], RelatingPropertyDefinition=definition
        )

    def quantity(self, name: str, value: float) -> Any:
        kind = next((kind for kind in ("Volume", "Area", "Weight") if kind in name), "Length")
        return self.file.create_entity(f"IfcQuantity{kind}", Name=name, **{f"{kind}Value": value})

    def external(self, element: Any, kind: str = "Wall") -> None:
        value = self.file.create_entity("IfcBoolean", True)
        single = self.file.create_entity("IfcPropertySingleValue", Name="IsExternal", NominalValue=value)
        self.define(element, self.rooted("IfcPropertySet", Name=f"Pset_{kind}Common", HasProperties=[single]))

    def material(self, name: str, density: float | None = None) -> Any:
        made = self.file.create_entity("IfcMaterial", Name=name)
        if density is not None:
            value = self.file.create_entity("IfcMassDensityMeasure", density)
            single = self.file.create_entity("IfcPropertySingleValue", Name="MassDensity", NominalValue=value)
            self.file.create_entity(
                "IfcMaterialProperties", Name="Pset_MaterialCommon", Properties=[single], Material=made
            )
        return made

    def layers(self, *layers: tuple[Any, float]) -> Any:
        made = [
            self.file.create_entity("IfcMaterialLayer", Material=material, LayerThickness=thickness)
            for material, thickness in layers
        ]
        layer_set = self.file.create_entity("IfcMaterialLayerSet", MaterialLayers=made)
        return self.file.create_entity(
            "IfcMaterialLayerSetUsage",
            ForLayerSet=layer_set,
            LayerSetDirection="AXIS2",
            DirectionSense="POSITIVE",
            OffsetFromReferenceLine=0.0,
        )

    def constituents(self, *parts: tuple[Any, float]) -> Any:
        made = [
            self.file.create_entity("IfcMaterialConstituent", Material=material, Fraction=fraction)
            for material, fraction in parts
        ]
        return self.file.create_entity("IfcMaterialConstituentSet", MaterialConstituents=made)

    def density_unit(self) -> None:
        """Kilogram and cubic metre, so that a density can be read."""
        gram = self.file.create_entity("IfcSIUnit", UnitType="MASSUNIT", Prefix="KILO", Name="GRAM")
        metre = self.file.create_entity("IfcSIUnit", UnitType="LENGTHUNIT", Name="METRE")
        powers = ((gram, 1), (metre, -3))
        elements = [
            self.file.create_entity("IfcDerivedUnitElement", Unit=unit, Exponent=power)
            for unit, power in powers
        ]
        unit = self.file.create_entity("IfcDerivedUnit", Elements=elements, UnitType="MASSDENSITYUNIT")
        assigned = self.file.by_type("IfcUnitAssignment")[0]
        assigned.Units = [*assigned.Units, unit]

    def write(self, path: Path) -> None:
        self.file.write(str(path))

    def _unit(self, kind: str, power: int, feet: bool) -> Any:
        name = {"LENGTH": "METRE", "AREA": "SQUARE_METRE", "VOLUME": "CUBIC_METRE"}[kind]
        base = self.file.create_entity("IfcSIUnit", UnitType=f"{kind}UNIT", Name=name)
        if not feet:
            return base
        number = self.file.create_entity("IfcRatioMeasure", FOOT_M**power)
        factor = self.file.create_entity("IfcMeasureWithUnit", ValueComponent=number, UnitComponent=base)
        dimensions = self.file.create_entity("IfcDimensionalExponents", power, 0, 0, 0, 0, 0, 0)
        return self.file.create_entity(
            "IfcConversionBasedUnit",
            Dimensions=dimensions,
            UnitType=f"{kind}UNIT",
            Name=f"FOOT {power}",
            ConversionFactor=factor,
        )
