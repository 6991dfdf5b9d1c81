"""The measure `photovoltaics`: modules on a share of the roof."""

from __future__ import annotations

from energyplus_runs.simulation.idf import IdfModel
from energyplus_runs.simulation.measures.base import (
    Applier,
    Done,
    Found,
    Values,
    fresh_name,
    left_kind,
    left_number,
    number_of,
)
from energyplus_runs.simulation.measures.surfaces import gross_m2, outside, zone_times
from energyplus_runs.simulation.steps_base import Wanted, add, number

_ARRAY, _OTHER = "Generator:PVWatts", "Generator:Photovoltaic"
_POWER = "DC System Capacity"
# The engine's defaults of an inverter: direct to alternating power, and its efficiency.
_INVERTER = {"DC to AC Size Ratio": "1.1", "Inverter Efficiency": "0.96"}


def _find(model: IdfModel, values: Values) -> Found:
    """The power [W] that is still to be added to the roof."""
    roofs = outside(model, "roof")
    others, arrays = model.objects(_OTHER), model.objects(_ARRAY)
    areas, times = [gross_m2(roof) for roof in roofs], zone_times(model)
    powers = [number_of(array, _POWER) for array in arrays]
    left = [left_kind(item, _OTHER) for item in others]
    left += [left_number(item, "Vertices") for item, size in zip(roofs, areas, strict=True) if size is None]
    left += [left_number(item, _POWER) for item, power in zip(arrays, powers, strict=True) if power is None]
    if left or not roofs:
        return Found((), tuple(left), present=False)
    often = [times.get(roof.get("Zone Name").casefold(), 1.0) for roof in roofs]
    roof_m2 = sum((size or 0.0) * count for size, count in zip(areas, often, strict=True))
    asked_w = roof_m2 * values["roof_share"] * values["module_w_per_m2"]
    lacking_w = asked_w - sum(power or 0.0 for power in powers)
    return Found((lacking_w,) if lacking_w > 1.0 else ())


def _change(model: IdfModel, values: Values, found: Found) -> Done:
    [power_w] = found.targets
    array, inverter, generators, centre = (
        fresh_name(model, f"Added photovoltaics {part}") for part in ("array", "inverter", "list", "centre")
    )
    wanted = [
        Wanted(_ARRAY, _array(array, power_w, values)),
        Wanted("ElectricLoadCenter:Inverter:PVWatts", {"Name": inverter, **_INVERTER}),
        Wanted(
            "ElectricLoadCenter:Generators",
            {
                "Name": generators,
                "Generator 1 Name": array,
                "Generator 1 Object Type": _ARRAY,
                "Generator 1 Rated Electric Power Output": number(power_w),
            },
        ),
        Wanted(
            "ElectricLoadCenter:Distribution",
            {
                "Name": centre,
                "Generator List Name": generators,
                "Generator Operation Scheme Type": "Baseload",
                "Electrical Buss Type": "DirectCurrentWithInverter",
                "Inverter Name": inverter,
            },
        ),
    ]
    return Done(tuple(add(model, item) for item in wanted))


def _array(name: str, power_w: float, values: Values) -> dict[str, str]:
    return {
        "Name": name,
        "PVWatts Version": "5",
        _POWER: number(power_w),
        "Module Type": "Standard",
        "Array Type": "FixedRoofMounted",
        "System Losses": number(values["losses"]),
        "Array Geometry Type": "TiltAzimuth",
        "Tilt Angle": number(values["tilt_deg"]),
        "Azimuth Angle": "180",
    }


PHOTOVOLTAICS = Applier(_find, _change)
