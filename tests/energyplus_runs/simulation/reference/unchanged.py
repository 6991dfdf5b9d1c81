"""Whether a reference building differs from its design in nothing but what the recipe sets."""

from __future__ import annotations

from collections.abc import Iterator

from energyplus_runs.simulation.installation import Engine
from energyplus_runs.simulation.schema_index import load_schema
from energyplus_runs.simulation.tokens import RawObject, tokenise

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


_SHRUNK = "roof light"
_Key = tuple[str, str, int]


def untouched(design: str, reference: str, engine: Engine) -> list[str]:
    """What differs between two models and should not: one line each."""
    before, after = _by_key(design), _by_key(reference)
    gone = [key for key in before if key not in after and not key[0].startswith(_COME_OR_GO)]
    new = [key for key in after if key not in before and not key[0].startswith(_COME_OR_GO)]
    both = [key for key in before if key in after and _SHRUNK not in key[1]]
    differ = [line for key in both for line in _differing(before[key], after[key], engine)]
    return [*(f"{key} is gone" for key in gone), *(f"{key} is new" for key in new), *differ]


def _differing(item: RawObject, other: RawObject, engine: Engine) -> Iterator[str]:
    if item.fields == other.fields:
        return
    type_name = item.type_name.lower()
    spec = load_schema(engine.schema).find(type_name)
    assert spec is not None
    fields = next((names for start, names in _SET.items() if type_name.startswith(start)), ())
    words = next((names for start, names in _WORDS.items() if type_name.startswith(start)), ())
    for index in range(max(len(item.fields), len(other.fields))):
        texts = [one.fields[index] if index < len(one.fields) else "" for one in (item, other)]
        field = spec.field(index)
        title = field.title if field else ""
        if texts[0] != texts[1] and title not in fields and not any(word in title for word in words):
            yield f"{item.type_name} '{item.fields[0]}', {title}: {texts[0]} -> {texts[1]}"


def _by_key(text: str) -> dict[_Key, RawObject]:
    """Objects by type and first field, those of the same by their place among their kind."""
    found: dict[_Key, RawObject] = {}
    for item in tokenise(text).objects:
        name = item.fields[0].lower() if item.fields else ""
        number = 0
        while (item.type_name.lower(), name, number) in found:
            number += 1
        found[item.type_name.lower(), name, number] = item
    return found
