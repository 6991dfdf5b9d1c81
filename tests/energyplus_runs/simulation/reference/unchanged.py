"""Whether a reference building differs from its design in nothing but what the recipe sets."""

from __future__ import annotations

from collections.abc import Iterator

from energyplus_runs.simulation.idf import IdfModel, IdfObject

# What the recipe sets, by the beginning of the type: fields that may differ. An empty tuple: objects that may come or go.
_SET: dict[str, tuple[str, ...]] = {
    "buildingsurface:detailed": ("Construction Name",),
    "fenestrationsurface:detailed": ("Construction Name", "Frame and Divider Name"),
    "windowshadingcontrol": ("Construction with Shading Name", "Shading Device Material Name", "Daylighting Control Object Name"),
    "lights": ("Design Level Calculation Method", "Lighting Level", "Watts per Floor Area", "Watts per Person"),
    "chiller:": ("Reference COP",),
    "boiler:": ("Nominal Thermal Efficiency",),
    "airconditioner:": ("Gross Rated Cooling COP",),
    "zonehvac:idealloads": ("Cooling Fuel Efficiency Schedule Name", "Heating Fuel Efficiency Schedule Name"),
}  # fmt: skip
_WORDS = {
    "coil:cooling:dx": ("Cooling COP", "Evaporator Fan Power"),
    "fan:": ("Pressure Rise", "Design Power Sizing Method"),
}
_COME_OR_GO = (
    "material", "construction", "windowmaterial:", "shading:", "windowshadingcontrol", "daylighting:", "generator:",
    "electricloadcenter:", "photovoltaicperformance:", "schedule:constant", "scheduletypelimits",
    "energymanagementsystem:actuator",
)  # fmt: skip


def untouched(design: IdfModel, reference: IdfModel, shrunk: tuple[str, ...] = ("roof light",)) -> list[str]:
    """What differs and should not: one line each."""
    return [*_lost(design, reference, shrunk), *_new(design, reference)]


def _lost(design: IdfModel, reference: IdfModel, shrunk: tuple[str, ...]) -> Iterator[str]:
    present = _by_key(reference)
    for key, item in _by_key(design).items():
        other = present.get(key)
        if other is None and not item.type_name.lower().startswith(_COME_OR_GO):
            yield f"{key} is gone"
        elif other is not None and not any(word in item.name.lower() for word in shrunk):
            yield from _differing(item, other)


def _new(design: IdfModel, reference: IdfModel) -> Iterator[str]:
    before = _by_key(design)
    for key, item in _by_key(reference).items():
        if key not in before and not item.type_name.lower().startswith(_COME_OR_GO):
            yield f"{key} is new"


def _differing(item: IdfObject, other: IdfObject) -> Iterator[str]:
    type_name = item.type_name.lower()
    fields = next((names for start, names in _SET.items() if type_name.startswith(start)), ())
    words = next((names for start, names in _WORDS.items() if type_name.startswith(start)), ())
    titles = dict.fromkeys([*dict(item.fields()), *dict(other.fields())])
    for title in titles:
        if title not in fields and not any(word in title for word in words):
            before, after = item.get(title), other.get(title)
            if before != after:
                yield f"{item.type_name} '{item.name}', {title}: {before} -> {after}"


def _by_key(model: IdfModel) -> dict[tuple[str, str, int], IdfObject]:
    """Objects by type and name, the nameless by their place among their kind."""
    found: dict[tuple[str, str, int], IdfObject] = {}
    for item in model:
        name = item.name.lower() or (item.values[0].lower() if item.values else "")
        number = 0
        while (item.type_name.lower(), name, number) in found:
            number += 1
        found[item.type_name.lower(), name, number] = item
    return found
