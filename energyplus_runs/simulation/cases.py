"""Cases: what is done to a prepared model beyond the protocol, in the order of its treatments.

A treatment is a mapping with its `kind` and the settings that the edition, or the person who asks, gives for it. Each kind edits
the model; it may ask for a sizing run before it is done, and it may change the weather the engine gets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from energyplus_runs.simulation.climate_change import FUTURE_CLIMATE_KIND
from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.findings_preparation import CATALOGUE
from energyplus_runs.simulation.free_running import FREE_RUNNING_KIND
from energyplus_runs.simulation.idf import IdfModel, load
from energyplus_runs.simulation.installation import Engine
from energyplus_runs.simulation.measures.applying import MEASURES_KIND
from energyplus_runs.simulation.outage import OUTAGE_KIND
from energyplus_runs.simulation.preparation import Prepared
from energyplus_runs.simulation.reference.kind import REFERENCE_KIND
from energyplus_runs.simulation.scenarios import FILE_NAME
from energyplus_runs.simulation.sizes import Sizes
from energyplus_runs.simulation.steps_base import Site
from energyplus_runs.simulation.treatment import Kind, Treated, Treatment
from standard_site.lib.findings import Where

# Every kind by its word; each is one module of this folder.
KINDS: Mapping[str, Kind] = {
    "free-running": FREE_RUNNING_KIND,
    "future-climate": FUTURE_CLIMATE_KIND,
    "measures": MEASURES_KIND,
    "outage": OUTAGE_KIND,
    "reference": REFERENCE_KIND,
}


@dataclass(frozen=True, slots=True)
class CaseModel:
    """A prepared model with its treatments; `weather` is None where the station's own file is simulated with."""

    prepared: Prepared
    weather: bytes | None
    needs_sizing: bool


def treat(
    prepared: Prepared, engine: Engine, site: Site, treatments: Sequence[Treatment], epw: bytes
) -> CaseModel:
    """Apply all treatments to a model that the protocol has prepared.

    Raises SimulationError for an unknown kind and for what a kind cannot handle.
    """
    kinds = [_kind(treatment) for treatment in treatments]
    if not kinds:
        return CaseModel(prepared, None, needs_sizing=False)
    weather = epw
    for kind, treatment in zip(kinds, treatments, strict=True):
        weather = kind.weather(weather, treatment) if kind.weather else weather
    model, there = load(prepared.text, engine), replace(site, weather=weather)
    done = [kind.apply(model, there, treatment) for kind, treatment in zip(kinds, treatments, strict=True)]
    return CaseModel(
        _with(prepared, model, done),
        weather if weather != epw else None,
        needs_sizing=any(kind.after_sizing for kind in kinds),
    )


def complete(
    sized: CaseModel, engine: Engine, site: Site, treatments: Sequence[Treatment], sizes: Sizes
) -> CaseModel:
    """The case with what its sizing run decides; raises SimulationError for what a kind cannot handle."""
    model = load(sized.prepared.text, engine)
    done = [
        kind.after_sizing(model, site, treatment, sizes)
        for treatment in treatments
        if (kind := _kind(treatment)).after_sizing
    ]
    return replace(sized, prepared=_with(sized.prepared, model, done), needs_sizing=False)


def check_treatments(treatments: Sequence[Treatment]) -> None:
    """Raises SimulationError for an unknown kind and for settings that a kind cannot have."""
    for treatment in treatments:
        kind = _kind(treatment)
        if kind.check:
            kind.check(treatment)


def _with(prepared: Prepared, model: IdfModel, done: Sequence[Treated]) -> Prepared:
    return Prepared(
        model.write(),
        (*prepared.steps, *(step for treated in done for step in treated.steps)),
        (*prepared.findings, *(finding for treated in done for finding in treated.findings)),
    )


def _kind(treatment: Treatment) -> Kind:
    word = str(treatment.get("kind"))
    if word not in KINDS:
        raise SimulationError(
            [CATALOGUE.make("treatment-unknown", Where(file=FILE_NAME, field="kind"), kind=word)]
        )
    return KINDS[word]
