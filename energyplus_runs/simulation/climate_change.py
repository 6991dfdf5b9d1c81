"""The case kind `future-climate`: the same model in a typical year that monthly factors of an author move to a later time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from energyplus_runs.simulation.epw_file import parse_epw
from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.findings_cases import CATALOGUE
from energyplus_runs.simulation.idf import IdfModel
from energyplus_runs.simulation.morphing import morph
from energyplus_runs.simulation.preparation import StepReport
from energyplus_runs.simulation.steps_base import Action, Change, Site
from energyplus_runs.simulation.treatment import Kind, Treated, Treatment
from energyplus_runs.simulation.treatment_settings import check_settings, wrong

_TITLE = {"en": "Future climate", "zh-hans": "未来气候"}


@dataclass(frozen=True, slots=True)
class ChangeFactors:
    """Changes of a climate month by month, January to December, with where, when and by whom they were worked out."""

    key: str
    station: str
    region: str
    baseline: str
    period: str
    scenario: str
    source: str
    monthly: Mapping[str, Sequence[float]]

    @classmethod
    def read(cls, treatment: Treatment) -> Self:
        """Raises SimulationError for factors that are wrong or incomplete."""
        given: Mapping[str, Any] = check_settings(treatment)["factors"]
        basis = given["basis"]
        return cls(
            key=given["key"],
            station=given["station"],
            region=given["region"],
            baseline=given["baseline"],
            period=given["period"],
            scenario=given["scenario"],
            source=f"{basis['status']}: {basis['title']}; {basis['locator']}",
            monthly=given["monthly"],
        )

    @property
    def comment(self) -> str:
        """What the header of the file says; a comma would end the field there."""
        told = (
            f"MORPHED from {self.baseline} to {self.period} by {self.key}",
            self.scenario,
            self.region,
            self.source,
        )
        return " ".join("; ".join(told).replace(",", ";").split())


def apply_climate(_model: IdfModel, site: Site, treatment: Treatment) -> Treated:
    """Nothing of the model changes. Raises SimulationError for factors that were meant for another station."""
    factors = ChangeFactors.read(treatment)
    if factors.station != site.station.key:
        raise wrong(
            "future-climate", [f"{factors.key} is meant for {factors.station}, not {site.station.key}"]
        )
    values = {"period": factors.period, "scenario": factors.scenario, "region": factors.region}
    change = Change(Action.CHANGED, "EPW", site.station.key, after=factors.comment)
    finding = CATALOGUE.make("weather-morphed", None, **values)
    return Treated((StepReport("future-climate", _TITLE, (change,)),), (finding,))


def change_weather(epw: bytes, treatment: Treatment) -> bytes:
    """The EPW file of the later time. Raises SimulationError where the factors would make weather that cannot be."""
    factors = ChangeFactors.read(treatment)
    try:
        return morph(parse_epw(epw), factors.monthly, factors.comment)
    except ValueError as error:
        raise SimulationError([CATALOGUE.make("weather-not-physical", None, reason=str(error))]) from error


FUTURE_CLIMATE_KIND = Kind(apply_climate, weather=change_weather, check=ChangeFactors.read)
