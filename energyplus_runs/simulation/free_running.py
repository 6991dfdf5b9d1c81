"""The case `free-running`: a year without heating and cooling, and how often people are comfortable all the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from energyplus_runs.simulation.case_schedules import Stretch, add_limits
from energyplus_runs.simulation.idf import IdfModel
from energyplus_runs.simulation.people_comfort import ask_comfort
from energyplus_runs.simulation.power_cut import hold_off
from energyplus_runs.simulation.preparation import StepReport
from energyplus_runs.simulation.steps_base import Change, Site, Wanted, add
from energyplus_runs.simulation.switches import conditioning_switches
from energyplus_runs.simulation.treatment import Kind, Treated, Treatment
from energyplus_runs.simulation.treatment_settings import check_settings

ADAPTIVE_VARIABLE = "Zone Thermal Comfort ASHRAE 55 Adaptive Model 80% Acceptability Status"
OCCUPANTS_VARIABLE = "People Occupant Count"
_TITLE = {"en": "No heating or cooling", "zh-hans": "不供暖、不供冷"}
# The adaptive model asks for neither; the engine wants both on every People object it judges.
_CLO, _AIR_M_PER_S = 0.5, 0.1


@dataclass(frozen=True, slots=True)
class FreeRunningSettings:
    """Whether ventilation fans that serve rooms alone go on as the model says; comfort is ASHRAE 55 adaptive, 80 %."""

    ventilation_fans: bool

    @classmethod
    def read(cls, treatment: Treatment) -> Self:
        """Raises SimulationError for settings that are wrong."""
        return cls(check_settings(treatment)["ventilation_fans"]["run"] == "as_declared")


def apply_free_running(model: IdfModel, site: Site, treatment: Treatment) -> Treated:
    """Let all heating and cooling stand still for the whole year, but not on the design days that decide sizes.

    Raises SimulationError for a model without people, or whose own program sets a schedule that would have to be held.
    """
    settings = FreeRunningSettings.read(treatment)
    calendar = site.protocol.calendar
    switches = conditioning_switches(model, free_fans=not settings.ventilation_fans)
    changes = [
        add_limits(model),
        *hold_off(model, switches, Stretch.of_hours(calendar.year, 0, calendar.hours)),
        *ask_comfort(model, "AdaptiveASH55", clo=_CLO, air_m_per_s=_AIR_M_PER_S),
        *(_hourly(model, variable) for variable in (ADAPTIVE_VARIABLE, OCCUPANTS_VARIABLE)),
    ]
    return Treated((StepReport("free-running", _TITLE, tuple(changes)),))


FREE_RUNNING_KIND = Kind(apply_free_running, check=FreeRunningSettings.read)


def _hourly(model: IdfModel, variable: str) -> Change:
    fields = {"Key Value": "*", "Variable Name": variable, "Reporting Frequency": "Hourly"}
    return add(model, Wanted("Output:Variable", fields))
