"""What a design may hold for its reference building to be made: anything else is refused, one finding for each type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from energyplus_runs.simulation.idf import IdfModel, IdfObject
from energyplus_runs.simulation.reference.building import Building
from energyplus_runs.simulation.reference.catalogue import CATALOGUE
from energyplus_runs.simulation.reference.opaque import constructions_outside
from energyplus_runs.simulation.reference.recipe import Recipe
from energyplus_runs.simulation.steps_base import Site
from standard_site.lib.findings import Finding, Where

# Types that turn, move or make energy: each is limited, stays by the recipe's word, or is refused.
_ENERGY = (
    "airconditioner:", "boiler:", "centralheatpumpsystem", "chiller", "coil:", "coilsystem:", "coolingtower",
    "dehumidifier:", "district", "electricloadcenter:", "evaporative", "fan:", "fluidcooler", "generator:",
    "groundheatexchanger:", "headeredpumps:", "heatexchanger:", "heatpump:", "humidifier:", "hvactemplate:",
    "plantcomponent:", "pump:", "solarcollector", "temperingvalve", "thermalstorage:", "waterheater:", "zonehvac:",
)  # fmt: skip
# Types that the steps of this package limit or remove.
LIMITED = frozenset({
    "airconditioner:variablerefrigerantflow", "boiler:hotwater", "chiller:constantcop", "chiller:electric",
    "chiller:electric:eir", "chiller:electric:reformulatedeir", "coil:cooling:dx:multispeed",
    "coil:cooling:dx:singlespeed", "coil:cooling:dx:twospeed", "coil:cooling:dx:variablespeed",
    "electricloadcenter:distribution", "electricloadcenter:generators", "electricloadcenter:inverter:functionofpower",
    "electricloadcenter:inverter:lookuptable", "electricloadcenter:inverter:pvwatts",
    "electricloadcenter:inverter:simple", "electricloadcenter:storage:battery", "electricloadcenter:storage:converter",
    "electricloadcenter:storage:liionnmcbattery", "electricloadcenter:storage:simple", "fan:constantvolume",
    "fan:onoff", "fan:systemmodel", "fan:variablevolume", "generator:photovoltaic", "generator:pvwatts",
    "generator:windturbine", "zonehvac:idealloadsairsystem",
})  # fmt: skip
# Types that only hold others together.
_MADE_OF_PARTS = frozenset({
    "zonehvac:airdistributionunit", "zonehvac:coolingpanel:radiantconvective:water",
    "zonehvac:energyrecoveryventilator", "zonehvac:energyrecoveryventilator:controller",
    "zonehvac:equipmentconnections", "zonehvac:equipmentlist", "zonehvac:exhaustcontrol", "zonehvac:fourpipefancoil",
    "zonehvac:lowtemperatureradiant:constantflow", "zonehvac:lowtemperatureradiant:constantflow:design",
    "zonehvac:lowtemperatureradiant:surfacegroup", "zonehvac:lowtemperatureradiant:variableflow",
    "zonehvac:lowtemperatureradiant:variableflow:design", "zonehvac:baseboard:radiantconvective:water:design",
    "zonehvac:outdoorairunit", "zonehvac:outdoorairunit:equipmentlist", "zonehvac:packagedterminalairconditioner",
    "zonehvac:packagedterminalheatpump", "zonehvac:terminalunit:variablerefrigerantflow", "zonehvac:unitheater",
    "zonehvac:unitventilator", "zonehvac:ventilatedslab", "zonehvac:ventilatedslab:slabgroup",
    "zonehvac:windowairconditioner",
})  # fmt: skip
# What changes the heat that passes a surface, so that a K or a solar heat gain would not be all there is.
_ENVELOPE = (
    "complexfenestrationproperty:solarabsorbedlayers", "daylightingdevice:", "surfacecontrol:movableinsulation",
    "surfaceproperty:solarincidentinside", "surfaceproperty:underwater", "zonecoolair:",
)  # fmt: skip
_TUBULAR = "tubulardaylight"
_TUBULAR_TYPE = "FenestrationSurface:Detailed"
_MATERIAL_PROPERTY = "materialproperty:"
_HARMLESS_PROPERTY = ("materialproperty:glazingspectraldata",)
_ACTUATOR = "EnergyManagementSystem:Actuator"
# Words of what a control program may not set, because this package sets it: in the type, or in what is controlled.
_ACTUATED_TYPES = (
    "window shading control",
    "electrical storage",
    "on-site generator control",
    "curve",
    "material",
    "construction",
)
_ACTUATED_CONTROLS = ("construction state", "fan pressure rise", "fan total efficiency", "surface property")


def use_of(recipe: Recipe, uses: Sequence[str]) -> tuple[str | None, list[Finding]]:
    """The one use the tables are read for, or what is against it."""
    if not uses:
        return None, [CATALOGUE.make("reference-use-missing")]
    known = {typology: recipe.use_of(typology) for typology in uses}
    unknown = [typology for typology, use in known.items() if use is None]
    if unknown:
        return None, [CATALOGUE.make("reference-use-unsupported", None, typology=name) for name in unknown]
    if len(set(known.values())) > 1:
        return None, [CATALOGUE.make("reference-use-mixed", None, typologies=", ".join(known))]
    return next(iter(known.values())), []


def elsewhere(recipe: Recipe, site: Site) -> list[Finding]:
    """What is against a place: its climate zone must be the one that the limits are for."""
    wanted, found = recipe.climate_zone, site.place.climate_zone
    if found == wanted:
        return []
    return [CATALOGUE.make("reference-climate-unsupported", Where(field="place"), zone=found, wanted=wanted)]


def unsupported(model: IdfModel, recipe: Recipe, building: Building) -> list[Finding]:
    """Every type of the model that the recipe has no word for, and what acts on what it sets."""
    return [
        *_energy(model, recipe),
        *_envelope(model),
        *_properties(model, building),
        *_programs(model),
        *_algorithm(model),
    ]


def kept_types(model: IdfModel, recipe: Recipe) -> list[str]:
    """The types of the model that stay as designed, as the recipe spells them."""
    present = model.type_names()
    return [name for name in recipe.rules["as_designed"]["types"] if name.lower() in present]


def _energy(model: IdfModel, recipe: Recipe) -> Iterator[Finding]:
    known = LIMITED | _MADE_OF_PARTS | recipe.as_designed
    yield from _by_type(
        (
            item
            for item in model
            if item.type_name.lower().startswith(_ENERGY) and item.type_name.lower() not in known
        ),
        "reference-type-unsupported",
    )


def _envelope(model: IdfModel) -> Iterator[Finding]:
    doomed = [item for item in model if item.type_name.lower().startswith(_ENVELOPE)]
    tubes = [
        item for item in model.objects(_TUBULAR_TYPE) if item.get("Surface Type").lower().startswith(_TUBULAR)
    ]
    yield from _by_type([*doomed, *tubes], "reference-envelope-unsupported")


def _properties(model: IdfModel, building: Building) -> Iterator[Finding]:
    """Properties that a clone of a layer would lose."""
    layers = {layer for names in constructions_outside(model, building).values() for layer in names}
    holders = (
        item
        for item in model
        if item.type_name.lower().startswith(_MATERIAL_PROPERTY)
        and item.type_name.lower() not in _HARMLESS_PROPERTY
        and item.values
        and item.values[0].lower() in layers
    )
    yield from _by_type(holders, "reference-envelope-unsupported")


def _programs(model: IdfModel) -> Iterator[Finding]:
    for item in model.objects(_ACTUATOR):
        kind = item.get("Actuated Component Type").lower()
        control = item.get("Actuated Component Control Type").lower()
        if kind.startswith(_ACTUATED_TYPES) or any(word in control for word in _ACTUATED_CONTROLS):
            where = Where(object=f"{_ACTUATOR} '{item.name}'", field="Actuated Component Type")
            yield CATALOGUE.make(
                "reference-program-unsupported", where, program=item.name, kind=f"{kind}, {control}"
            )


def _algorithm(model: IdfModel) -> Iterator[Finding]:
    for item in model.objects("HeatBalanceAlgorithm"):
        if item.get("Algorithm").lower() == "combinedheatandmoisturefiniteelement":
            yield from _by_type([item], "reference-envelope-unsupported")


def _by_type(items: Iterable[IdfObject], code: str) -> Iterator[Finding]:
    """One finding for each type, with how many there are and the first of them."""
    by_type: dict[str, list[IdfObject]] = {}
    for item in items:
        by_type.setdefault(item.type_name.lower(), []).append(item)
    for found in by_type.values():
        first = found[0]
        label = f"{first.type_name} '{first.name}'" if first.name else first.type_name
        yield CATALOGUE.make(code, Where(object=label), type_name=first.type_name, count=len(found))
