"""The part of the building an element of a model belongs to, by the words a take-off uses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from assessments.carbon.ifc_records import Element

DEEPEST: Final = 50  # parts of parts of parts
PRODUCTS: Final = ("Window", "Door")  # bought whole and counted by area, whatever they are made of
_ENDINGS: Final = ("StandardCase", "ElementedCase")
_BY_TYPE: Final = {
    **{"IfcSlab": "Slab", "IfcRoof": "Roof", "IfcColumn": "Column", "IfcBeam": "Beam", "IfcMember": "Beam"},
    **{"IfcFooting": "Foundation", "IfcPile": "Foundation", "IfcCaissonFoundation": "Foundation"},
    **{"IfcStair": "Stair", "IfcStairFlight": "Stair", "IfcRamp": "Stair", "IfcRampFlight": "Stair"},
    **{"IfcWindow": "Window", "IfcDoor": "Door", "IfcCurtainWall": "Curtain wall", "IfcCovering": "Covering"},
    **{"IfcRailing": "Railing", "IfcCourse": "External works", "IfcPavement": "External works"},
    **{"IfcKerb": "External works", "IfcEarthworksElement": "External works"},
}
_BY_PREDEFINED: Final = {
    ("IfcSlab", "ROOF"): "Roof",
    ("IfcSlab", "BASESLAB"): "Foundation",
    ("IfcSlab", "LANDING"): "Stair",
    ("IfcSlab", "PAVING"): "External works",
    ("IfcSlab", "SIDEWALK"): "External works",
    ("IfcMember", "MULLION"): "Curtain wall",
    ("IfcPlate", "CURTAIN_PANEL"): "Curtain wall",
}
_BY_FAMILY: Final = {
    "IfcDistributionElement": "Services",
    "IfcTransportElement": "Services",
    "IfcTransportationDevice": "Services",
    "IfcReinforcingElement": "Reinforcement",
    "IfcCivilElement": "External works",
    "IfcDeepFoundation": "Foundation",
}
_TAKES_WHOLE: Final = (
    "IfcMember",
    "IfcPlate",
    "IfcSlab",
    "IfcBuildingElementPart",
    "IfcBuildingElementProxy",
)
_UNKNOWN: Final = "Building element"


def element_name(element: Element, by_id: Mapping[str, Element]) -> str:
    """What a take-off calls it, such as "External wall"; a part goes by its whole where it has no use of its own."""
    for _ in range(DEEPEST):
        whole = by_id.get(element.whole) if element.whole else None
        if whole is None or _plain(element.type) not in _TAKES_WHOLE:
            break
        element = whole
    return _own_name(element)


def _own_name(element: Element) -> str:
    plain = _plain(element.type)
    if plain == "IfcWall":
        return {True: "External wall", False: "Internal wall", None: "Wall"}[element.external]
    known = _BY_PREDEFINED.get((plain, element.predefined or "")) or _BY_TYPE.get(plain)
    return known or _BY_FAMILY.get(element.family or "") or _UNKNOWN


def _plain(name: str) -> str:
    """The type without the ending that only says how it is drawn."""
    return next((name.removesuffix(ending) for ending in _ENDINGS if name.endswith(ending)), name)
