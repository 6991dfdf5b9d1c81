"""The case `outage`: days without power in the hottest humid hours of the year, and how people inside feel then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self

from energyplus_runs.simulation.case_schedules import Stretch, add_limits
from energyplus_runs.simulation.epw_file import parse_epw
from energyplus_runs.simulation.findings_cases import CATALOGUE
from energyplus_runs.simulation.hottest_week import Hours, hottest_hours
from energyplus_runs.simulation.idf import IdfModel
from energyplus_runs.simulation.people_comfort import ask_comfort
from energyplus_runs.simulation.power_cut import OUTAGE, cut_power
from energyplus_runs.simulation.preparation import StepReport
from energyplus_runs.simulation.steps_base import Change, Site, Wanted, add
from energyplus_runs.simulation.steps_meters import ELECTRICITY, FUELS, meters
from energyplus_runs.simulation.treatment import Kind, Treated, Treatment
from energyplus_runs.simulation.treatment_settings import check_settings, wrong
from standard_site.lib.findings import Finding

SET_VARIABLE = "Zone Thermal Comfort Pierce Model Standard Effective Temperature"
SCHEDULE_VARIABLE = "Schedule Value"
_TITLE = {"en": "Power outage", "zh-hans": "停电"}


@dataclass(frozen=True, slots=True)
class OutageSettings:
    """How long the outage is [h], the season it falls in, what people wear [clo] and the speed of the air [m/s]."""

    hours: int
    first_day: date
    last_day: date
    clo: float
    air_m_per_s: float

    @classmethod
    def read(cls, treatment: Treatment) -> Self:
        """Raises SimulationError for settings that are wrong, or a season shorter than the outage."""
        given = check_settings(treatment)
        window = given["window"]
        try:
            # any year without a 29 February: the season is named by month and day
            first, last = (date.fromisoformat(f"2001-{window[key]}") for key in ("first_day", "last_day"))
        except ValueError as error:
            raise wrong("outage", [str(error)]) from error
        if ((last - first).days + 1) * 24 < window["hours"]:
            raise wrong("outage", [f"{first:%m-%d} to {last:%m-%d} is shorter than {window['hours']} h"])
        speed = given["air_speed"]["m_per_s"]
        return cls(window["hours"], first, last, float(given["clothing"]["clo"]), float(speed))


def apply_outage(model: IdfModel, site: Site, treatment: Treatment) -> Treated:
    """Cut the power in the hottest humid hours of the weather the case is simulated with, and ask for what is read afterwards.

    Raises SimulationError when a consumer cannot be cut off for certain, or nobody lives in the model.
    """
    settings = OutageSettings.read(treatment)
    weather = site.station.epw.path.read_bytes() if site.weather is None else site.weather
    hours = hottest_hours(parse_epw(weather), settings.hours, settings.first_day, settings.last_day)
    stretch = Stretch.of_hours(site.protocol.calendar.year, hours.first, hours.count)
    changes = [
        add_limits(model),
        *cut_power(model, stretch),
        *ask_comfort(model, "Pierce", clo=settings.clo, air_m_per_s=settings.air_m_per_s),
        *_outputs(model, stretch, hours.count),
    ]
    return Treated((StepReport("outage", _TITLE, tuple(changes)),), (_told(stretch, hours),))


OUTAGE_KIND = Kind(apply_outage, check=OutageSettings.read)


def report_period_name(hours: int) -> str:
    """What the engine's tables of the outage are called; the declared length [h] is read back from it."""
    return f"Outage {hours} h"


def _outputs(model: IdfModel, stretch: Stretch, hours: int) -> list[Change]:
    """The effective temperature of every time step of the outage, and every hour's use of energy in the year."""
    comfort = {
        "Key Value": "*",
        "Variable Name": SET_VARIABLE,
        "Reporting Frequency": "Timestep",
        "Schedule Name": OUTAGE,
    }
    when = {"Key Value": OUTAGE, "Variable Name": SCHEDULE_VARIABLE, "Reporting Frequency": "Hourly"}
    facility = {f"{carrier}:Facility" for carrier in (ELECTRICITY, *FUELS)}
    used = [name for name in meters(model) if name in facility]
    return [
        add(model, Wanted("Output:Variable", comfort)),
        add(model, Wanted("Output:Variable", when)),
        *(
            add(model, Wanted("Output:Meter", {"Key Name": name, "Reporting Frequency": "Hourly"}))
            for name in used
        ),
        add(model, Wanted("Output:Table:ReportPeriod", _report_period(stretch, hours))),
    ]


def _report_period(stretch: Stretch, hours: int) -> dict[str, str]:
    """EnergyPlus counts the hours of a day from 1; the first and the last are both within the period."""
    last = stretch.earlier(60).end
    return {
        "Name": report_period_name(hours),
        "Report Name": "ThermalResilienceSummary",
        "Begin Month": str(stretch.begin.month),
        "Begin Day of Month": str(stretch.begin.day),
        "Begin Hour of Day": str(stretch.begin.hour + 1),
        "End Month": str(last.month),
        "End Day of Month": str(last.day),
        "End Hour of Day": str(last.hour + 1),
    }


def _told(stretch: Stretch, hours: Hours) -> Finding:
    return CATALOGUE.make(
        "outage-hours",
        None,
        hours=hours.count,
        begin=f"{stretch.begin:%m-%d %H:%M}",
        end=f"{stretch.end:%m-%d %H:%M}",
        wet_bulb_c=f"{hours.mean_wet_bulb_c:.2f}",
    )
