"""Moving a model to its place: position, design days, ground and mains water."""

from __future__ import annotations

from collections.abc import Mapping

from energyplus_runs.simulation.findings_preparation import CATALOGUE
from energyplus_runs.simulation.idf import IdfModel
from energyplus_runs.simulation.steps_base import (
    Change,
    Outcome,
    Site,
    Wanted,
    edit,
    number,
    reconcile,
)
from energyplus_runs.simulation.weather import (
    FAR_KM,
    DesignDay,
    GroundTemperatures,
    distance_km,
    invalid,
    pick_design_days,
)
from standard_site.lib.findings import Finding, Where

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_PHOTOVOLTAICS = ("Generator:Photovoltaic", "Generator:PVWatts")
# Stated for the climate of origin and with no counterpart in a weather file.
_CLIMATE_BOUND = (
    "Site:GroundReflectance",
    "Site:GroundReflectance:SnowModifier",
    "Site:Precipitation",
    "Site:GroundTemperature:Undisturbed:Xing",
    "WeatherProperty:SkyTemperature",
)
_KUSUDA = "Site:GroundTemperature:Undisturbed:KusudaAchenbach"
_KUSUDA_CLIMATE = (
    "Average Soil Surface Temperature",
    "Average Amplitude of Surface Temperature",
    "Phase Shift of Minimum Surface Temperature",
)
_SHALLOW = "Site:GroundTemperature:Shallow"
# Objects that mean undisturbed soil, with the depth [m] of the header's temperatures that stand for it.
_UNDISTURBED = {
    _SHALLOW: 0.5,
    "Site:GroundTemperature:Deep": 4.0,
    "Site:GroundTemperature:FCfactorMethod": 0.5,
}
_MONTH_FIELD = {
    _SHALLOW: "{} Surface Ground Temperature",
    "Site:GroundTemperature:Deep": "{} Deep Ground Temperature",
    "Site:GroundTemperature:FCfactorMethod": "{} Ground Temperature",
    "Site:GroundTemperature:BuildingSurface": "{} Ground Temperature",
}


def move_location(model: IdfModel, site: Site) -> Outcome:
    """Take position, time zone and elevation from the weather file; drop what describes the old station."""
    wanted = Wanted(
        "Site:Location",
        {
            "Name": site.epw.city,
            "Latitude": number(site.epw.lat),
            "Longitude": number(site.epw.lon),
            "Time Zone": number(site.epw.time_zone_h),
            "Elevation": number(site.epw.elevation_m),
        },
    )
    changes = reconcile(model, ("Site:Location", "Site:VariableLocation", "Site:WeatherStation"), [wanted])
    return Outcome(tuple(changes), (_distance(site), *_low_sunshine(model, site), *_kept_climate(model)))


def replace_design_days(model: IdfModel, site: Site) -> Outcome:
    """Size equipment for the station's design days that the protocol names, and for no other period."""
    days = pick_design_days(site.design_days, site.station, site.protocol.design_days.names)
    wanted = [Wanted("SizingPeriod:DesignDay", _design_day_fields(model, day)) for day in days]
    types = (
        "SizingPeriod:DesignDay",
        "SizingPeriod:WeatherFileDays",
        "SizingPeriod:WeatherFileConditionType",
    )
    names = "; ".join(day.name for day in days)
    taken = CATALOGUE.make("design-days-taken", station=site.station.key, names=names)
    return Outcome(tuple(reconcile(model, types, wanted)), (taken,))


def set_ground_temperatures(model: IdfModel, site: Site) -> Outcome:
    """Under the slab, the edition's values; where a model means undisturbed soil, the weather file's."""
    changes: list[Change] = []
    slab = site.protocol.ground.building_surface_c
    if slab is not None:
        type_name = "Site:GroundTemperature:BuildingSurface"
        changes += reconcile(model, (type_name,), [_monthly(type_name, slab)])
    changes += _free_kusuda(model)
    present = {type_name for type_name in _UNDISTURBED if model.objects(type_name)}
    needed = present | ({_SHALLOW} if model.objects(_KUSUDA) else set())
    for type_name in sorted(needed):
        soil = _soil(site, _UNDISTURBED[type_name])
        changes += reconcile(model, (type_name,), [_monthly(type_name, soil.monthly_c)])
    return Outcome(tuple(changes))


def set_mains_temperatures(model: IdfModel, site: Site) -> Outcome:
    """EnergyPlus's correlation with annual mean and monthly difference of the station's dry bulb."""
    wanted = Wanted(
        "Site:WaterMainsTemperature",
        {
            "Calculation Method": "Correlation",
            "Annual Average Outdoor Air Temperature": number(site.epw.annual_mean_dry_bulb_c),
            "Maximum Difference In Monthly Average Outdoor Air Temperatures": number(
                site.epw.monthly_mean_difference_c
            ),
        },
    )
    return Outcome(tuple(reconcile(model, ("Site:WaterMainsTemperature",), [wanted])))


def _distance(site: Site) -> Finding:
    distance = distance_km(site.place, site.station)
    code = "weather-of-far-station" if distance > FAR_KM else "weather-of-station"
    return CATALOGUE.make(
        code,
        place_en=site.place.name["en"],
        place_zh=site.place.name["zh-hans"],
        station_en=site.station.name["en"],
        station_zh=site.station.name["zh-hans"],
        distance_km=f"{distance:.0f}",
    )


def _low_sunshine(model: IdfModel, site: Site) -> list[Finding]:
    has_panels = any(model.objects(type_name) for type_name in _PHOTOVOLTAICS)
    low = has_panels and site.station.sunshine_low
    return [CATALOGUE.make("sunshine-looks-low", station=site.station.key)] if low else []


def _kept_climate(model: IdfModel) -> list[Finding]:
    return [
        CATALOGUE.make("climate-object-kept", Where(object=type_name), type_name=type_name)
        for type_name in _CLIMATE_BOUND
        if model.objects(type_name)
    ]


def _design_day_fields(model: IdfModel, day: DesignDay) -> Mapping[str, str]:
    names = model.field_names("SizingPeriod:DesignDay")
    return dict(zip(names, day.fields, strict=False))


def _free_kusuda(model: IdfModel) -> list[Change]:
    """Blank the old climate's soil figures: EnergyPlus then derives them from the shallow temperatures."""
    return [
        change for item in model.objects(_KUSUDA) for change in edit(item, dict.fromkeys(_KUSUDA_CLIMATE, ""))
    ]


def _soil(site: Site, depth_m: float) -> GroundTemperatures:
    found = site.epw.ground_at(depth_m)
    if found is None:
        raise invalid(site.station.epw.path, f"its header gives no ground temperatures at {depth_m} m")
    return found


def _monthly(type_name: str, values: tuple[float, ...]) -> Wanted:
    pattern = _MONTH_FIELD[type_name]
    fields = {pattern.format(month): number(value) for month, value in zip(_MONTHS, values, strict=True)}
    return Wanted(type_name, fields)
