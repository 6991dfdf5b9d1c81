"""Making a model live through the edition's year, all of it and nothing else."""

from __future__ import annotations

from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.findings_preparation import CATALOGUE
from energyplus_runs.simulation.idf import IdfModel
from energyplus_runs.simulation.protocol import Calendar, Holiday
from energyplus_runs.simulation.steps_base import Outcome, Site, Wanted, edit, reconcile
from standard_site.lib.findings import Finding, Where

_PERIODS = (
    "RunPeriod",
    "SizingPeriod:DesignDay",
    "SizingPeriod:WeatherFileDays",
    "SizingPeriod:WeatherFileConditionType",
)
_ENGINE_STEPS_PER_HOUR = "6"  # what EnergyPlus takes when the model has no Timestep object


def set_calendar(model: IdfModel, site: Site) -> Outcome:
    """One run period of the whole year with the edition's weekdays and holidays, no daylight saving."""
    calendar = site.protocol.calendar
    if site.epw.hours != calendar.hours:
        where = Where(file=site.station.epw.path.name)
        finding = CATALOGUE.make("weather-hours", where, found=site.epw.hours, expected=calendar.hours)
        raise SimulationError([finding])
    wanted = [_run_period(model, calendar), *(_special_day(item) for item in calendar.holidays)]
    types = ("RunPeriod", "RunPeriodControl:SpecialDays", "RunPeriodControl:DaylightSavingTime")
    changes = reconcile(model, types, wanted)
    _check_environment_names(model)
    return Outcome(tuple(changes))


def control_simulation(model: IdfModel, _site: Site) -> Outcome:
    """Run the weather file and not the design days; what is sized, and how often, stays the model's."""
    wanted = {
        "Run Simulation for Sizing Periods": "No",
        "Run Simulation for Weather File Run Periods": "Yes",
    }
    present = model.objects("SimulationControl")
    if present:
        changes = [change for item in present for change in edit(item, wanted)]
    else:
        changes = reconcile(model, ("SimulationControl",), [_engine_default(wanted)])
    return Outcome(tuple(changes), (_time_step(model),))


def _run_period(model: IdfModel, calendar: Calendar) -> Wanted:
    present = model.objects("RunPeriod")
    name = present[0].name if len(present) == 1 and present[0].name else "Annual"
    fields = {
        "Name": name,
        "Begin Month": "1",
        "Begin Day of Month": "1",
        "Begin Year": str(calendar.year),
        "End Month": "12",
        "End Day of Month": "31",
        "End Year": str(calendar.year),
        "Day of Week for Start Day": calendar.first_weekday,
        "Use Weather File Holidays and Special Days": "No",
        "Use Weather File Daylight Saving Period": "No",
        "Apply Weekend Holiday Rule": _yes(calendar.weekend_holiday_rule),
        "Use Weather File Rain Indicators": _yes(calendar.use_rain),
        "Use Weather File Snow Indicators": _yes(calendar.use_snow),
    }
    return Wanted("RunPeriod", fields)


def _special_day(holiday: Holiday) -> Wanted:
    fields = {
        "Name": holiday.name["en"],
        "Start Date": f"{holiday.month}/{holiday.day}",
        "Duration": str(holiday.days),
        "Special Day Type": "Holiday",
    }
    return Wanted("RunPeriodControl:SpecialDays", fields)


def _engine_default(wanted: dict[str, str]) -> Wanted:
    """What EnergyPlus assumes without the object: nothing is sized."""
    sizing = ("Do Zone Sizing Calculation", "Do System Sizing Calculation", "Do Plant Sizing Calculation")
    return Wanted("SimulationControl", {**dict.fromkeys(sizing, "No"), **wanted})


def _time_step(model: IdfModel) -> Finding:
    """Every protocol keeps the model's own time step; say which that is."""
    own = [item.get("Number of Timesteps per Hour") for item in model.objects("Timestep")]
    return CATALOGUE.make("timestep-kept", steps=own[0] if any(own) else _ENGINE_STEPS_PER_HOUR)


def _check_environment_names(model: IdfModel) -> None:
    """A sky model tied to a period that is gone would stop EnergyPlus; say so before."""
    periods = {item.name.casefold() for type_name in _PERIODS for item in model.objects(type_name)}
    findings = [
        CATALOGUE.make(
            "environment-no-longer-there", Where(object=item.type_name, field="Name"), name=item.name
        )
        for item in model.objects("WeatherProperty:SkyTemperature")
        if item.name and item.name.casefold() not in periods
    ]
    if findings:
        raise SimulationError(findings)


def _yes(value: bool) -> str:
    return "Yes" if value else "No"
