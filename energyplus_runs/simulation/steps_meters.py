"""Which meters a model can have: every fuel and end use its objects can put a load on, and few it cannot.

A meter that is asked for and not there costs a warning; one that is there and not asked for would hide
energy. So rare end uses are left out only where no object of the model could feed them, and common ones are
always asked for.
"""

from __future__ import annotations

from collections.abc import Iterator

from energyplus_runs.simulation.idf import IdfModel, IdfObject

ELECTRICITY = "Electricity"
FUELS = (
    "NaturalGas", "Propane", "Gasoline", "Diesel", "Coal", "FuelOilNo1", "FuelOilNo2",
    "OtherFuel1", "OtherFuel2", "DistrictCooling", "DistrictHeatingWater", "DistrictHeatingSteam",
)  # fmt: skip
END_USES = (
    "Heating", "Cooling", "InteriorLights", "ExteriorLights", "InteriorEquipment", "ExteriorEquipment",
    "Fans", "Pumps", "HeatRejection", "Humidifier", "HeatRecovery", "WaterSystems", "Refrigeration",
    "Cogeneration",
)  # fmt: skip
_COMMON_ELECTRIC = ("Heating", "Cooling", "InteriorLights", "InteriorEquipment", "Fans")
# End use -> beginnings of the types that can feed its electricity meter.
_RARE_ELECTRIC = {
    "ExteriorLights": ("exterior:lights",),
    "ExteriorEquipment": ("exterior:fuelequipment", "electricloadcenter:transformer"),
    "Pumps": (
        "pump:", "headeredpumps:", "waterheater:", "solarcollector:", "groundheatexchanger:",
        "swimmingpool:", "zonehvac:lowtemperatureradiant", "coil:waterheating:",
        "plantcomponent:", "heatpump:", "thermalstorage:",
    ),
    "HeatRejection": (
        "coolingtower:", "fluidcooler:", "evaporativefluidcooler:", "chiller", "centralheatpumpsystem",
        "heatpump:", "waterheater:heatpump", "plantcomponent:", "coil:waterheating:",
    ),
    "Humidifier": ("humidifier:",),
    "HeatRecovery": ("heatexchanger:", "zonehvac:energyrecoveryventilator", "zonehvac:dehumidifier"),
    "WaterSystems": (
        "waterheater:heatpump", "coil:waterheating:", "wateruse:well", "solarcollector:",
        "thermalstorage:hotwater",
    ),
    "Refrigeration": ("refrigeration:",),
    "Cogeneration": ("generator:", "electricloadcenter:"),
}  # fmt: skip
# Types that use a fuel without naming it, and the end use they feed.
_IMPLIED = {
    "gasequipment": ("NaturalGas", "InteriorEquipment"),
    "hotwaterequipment": ("DistrictHeatingWater", "InteriorEquipment"),
    "steamequipment": ("DistrictHeatingSteam", "InteriorEquipment"),
    "coil:heating:gas:multistage": ("NaturalGas", "Heating"),
    "humidifier:steam:gas": ("NaturalGas", "Humidifier"),
    "generator:fuelcell": ("NaturalGas", "Cogeneration"),
    "generator:microchp": ("NaturalGas", "Cogeneration"),
    "districtcooling": ("DistrictCooling", "Cooling"),
    "districtheating:water": ("DistrictHeatingWater", "Heating"),
    "districtheating:steam": ("DistrictHeatingSteam", "Heating"),
}
# Beginnings of the types that name their fuel in a field, and the end uses it can be for; others: any.
_BURNERS = {
    "otherequipment": ("InteriorEquipment",),
    "exterior:": ("ExteriorEquipment",),
    "zonehvac:": ("Heating", "Cooling"),
    "coil:cooling": ("Cooling", "Heating"),
    "coil:heating": ("Heating",),
    "airconditioner:": ("Heating", "Cooling"),
    "boiler:": ("Heating",),
    "chiller": ("Cooling", "Heating"),
    "heatpump:": ("Heating", "Cooling"),
    "waterheater:": ("WaterSystems",),
    "generator:": ("Cogeneration",),
}
_NOT_A_LOAD = ("fuelfactors", "generator:fuelsupply", "hvactemplate:", "output:")
_WATER = (
    "wateruse:", "exterior:waterequipment", "coolingtower:", "evaporativefluidcooler:", "evaporativecooler:",
    "humidifier:", "swimmingpool:", "roofirrigation", "refrigeration:condenser:evaporativecooled",
)  # fmt: skip
_BALANCE = ("ElectricityPurchased:Facility", "ElectricitySurplusSold:Facility", "ElectricityNet:Facility")
# Beginnings of generating types -> the meter of what they make.
_PRODUCERS = {
    "generator:photovoltaic": "Photovoltaic:ElectricityProduced",
    "generator:pvwatts": "Photovoltaic:ElectricityProduced",
    "generator:windturbine": "WindTurbine:ElectricityProduced",
    "electricloadcenter:storage": "ElectricStorage:ElectricityProduced",
    "electricloadcenter:inverter": "PowerConversion:ElectricityProduced",
}
_ENGINE_GENERATOR = ("generator:",)
_FREE_METER = "EnergyManagementSystem:MeteredOutputVariable"


def meters(model: IdfModel) -> list[str]:
    """The names of all meters to ask for, facility totals first, each once."""
    loads = _loads(model)
    fuels = [fuel for fuel in (ELECTRICITY, *FUELS) if any(load[0] == fuel for load in loads)]
    facility = [f"{fuel}:Facility" for fuel in fuels]
    end_uses = [f"{use}:{fuel}" for fuel in fuels for use in END_USES if (fuel, use) in loads]
    return [*facility, *_production(model), *end_uses, *_water(model)]


def _loads(model: IdfModel) -> set[tuple[str, str]]:
    """Every pair of fuel and end use that some object can cause."""
    loads = {(ELECTRICITY, use) for use in _electric_end_uses(model)}
    loads |= {_IMPLIED[type_name] for type_name in model.type_names() if type_name in _IMPLIED}
    if _has_detached_taps(model):
        loads.add(("DistrictHeatingWater", "WaterSystems"))
    fields = {type_name: _fuel_fields(model, type_name) for type_name in model.type_names()}
    for item in model:
        type_name = item.type_name.lower()
        for fuel in _named_fuels(item, fields[type_name]):
            loads |= {(fuel, use) for use in _burner_end_uses(type_name)}
    return loads


def _electric_end_uses(model: IdfModel) -> list[str]:
    if model.objects(_FREE_METER):
        return list(END_USES)
    return [use for use in END_USES if use in _COMMON_ELECTRIC or _has(model, _RARE_ELECTRIC[use])]


def _has_detached_taps(model: IdfModel) -> bool:
    """Whether some taps hang on no plant loop: EnergyPlus then buys their hot water as district heating."""
    piped = {
        value.casefold()
        for item in model.objects("WaterUse:Connections")
        if item.get("Inlet Node Name")
        for value in item.values
    }
    return any(item.name.casefold() not in piped for item in model.objects("WaterUse:Equipment"))


def _fuel_fields(model: IdfModel, type_name: str) -> list[tuple[int, str]]:
    """Positions of the fields of a type that name a fuel, with the fuel they name when left blank."""
    if type_name.startswith(_NOT_A_LOAD):
        return []
    word = "resource type" if type_name == _FREE_METER.lower() else "fuel"
    pairs = zip(model.field_names(type_name), model.defaults(type_name), strict=True)
    return [(index, default) for index, (name, default) in enumerate(pairs) if word in name.lower()]


def _named_fuels(item: IdfObject, fields: list[tuple[int, str]]) -> Iterator[str]:
    values = item.values
    for index, default in fields:
        written = values[index] if index < len(values) else ""
        yield from (fuel for fuel in (ELECTRICITY, *FUELS) if fuel.lower() == (written or default).lower())


def _burner_end_uses(type_name: str) -> tuple[str, ...]:
    return next((uses for start, uses in _BURNERS.items() if type_name.startswith(start)), END_USES)


def _production(model: IdfModel) -> list[str]:
    made = [meter for start, meter in _PRODUCERS.items() if _has(model, (start,))]
    engines = [name for name in model.type_names() if _is_engine(name)]
    named = [*dict.fromkeys(made), *(["Cogeneration:ElectricityProduced"] if engines else [])]
    return [*_BALANCE, *(["ElectricityProduced:Facility"] if named else []), *named]


def _is_engine(type_name: str) -> bool:
    """Whether a type makes electricity from fuel."""
    return type_name.startswith(_ENGINE_GENERATOR) and not type_name.startswith(tuple(_PRODUCERS))


def _water(model: IdfModel) -> list[str]:
    return ["Water:Facility"] if _has(model, _WATER) else []


def _has(model: IdfModel, starts: tuple[str, ...]) -> bool:
    return any(name.startswith(starts) for name in model.type_names())
