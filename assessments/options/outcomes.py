"""What an option's run comes to under the study's edition, as the design's own does: metrics gathered, then judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from assessments.carbon.declared import Declared
from assessments.carbon.factors import FactorLibrary
from assessments.carbon.life_cycle import UpfrontCarbon, upfront_carbon
from assessments.carbon.rows import sum_of
from assessments.carbon.take_off import TakeOff, TakeOffLine
from assessments.carbon.units import Unit
from assessments.case_metrics import CaseResults
from assessments.cases import scenarios_of
from assessments.factor_libraries.reading import library_for
from assessments.factors import library_of, parameters_of, upfront_of
from assessments.inputs import design_declared, design_take_off
from assessments.metrics import Known, Sources, gather
from assessments.options.models import Option, OptionRole, OptionStudy
from energyplus_runs.models import Run
from energyplus_runs.selectors import engine, places
from energyplus_runs.simulation.measures.building import BuiltFor, built_of
from energyplus_runs.simulation.measures.catalogue import measures
from energyplus_runs.simulation.measures.equipment import equipment_of
from energyplus_runs.simulation.results import Results
from energyplus_runs.simulation.schema_index import load_schema
from rules.engine.evaluation import Evaluation, Subject, evaluate
from rules.engine.schema import Edition
from standard_site.files.models import StoredFile


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run judged; the upfront carbon is that of the take-off with what the measures build, None where unknown."""

    results: Results
    known: Known
    evaluation: Evaluation


@dataclass(frozen=True, slots=True)
class Bench:
    """What all options of a study share: the edition, the design's other inputs and the reference building's run."""

    edition: Edition
    subject: Mapping[str, Any]
    grid_region: str | None
    declared: Declared | None
    take_off: TakeOff | None
    summary: Mapping[str, Any]
    cases: Mapping[str, CaseResults]
    library: FactorLibrary | None = None

    @property
    def gia_m2(self) -> float | None:
        given = self.subject["gia_m2"]
        return float(given) if given is not None else None

    def upfront(self, further: Sequence[TakeOffLine] = ()) -> UpfrontCarbon | None:
        """Of the take-off with further lines; None without a take-off."""
        if self.take_off is None or not further:
            return upfront_of(self.take_off, self.edition, self.gia_m2, self.declared, self.library)
        longer = _longer(self.take_off, further)
        return upfront_of(longer, self.edition, self.gia_m2, self.declared, self.library)

    def judge(self, run: Run, upfront: UpfrontCarbon | None, *, reference: bool = True) -> Outcome:
        """What a finished run comes to with this upfront carbon; without the reference, what is held against it is open."""
        results = _results(run)
        sources = Sources(
            edition=self.edition,
            declared=self.declared,
            upfront=upfront,
            results=results,
            model_summary=_summary(self.summary, run),
            grid_region=self.grid_region,
            gia_m2=self.gia_m2,
            start_year=self.subject["construction_start_year"],
            cases=self.cases if reference else {},
        )
        known = gather(sources)
        subject = Subject.from_json({**self.subject, "grid_region": self.grid_region})
        return Outcome(results, known, evaluate(self.edition, subject, known.values))


def bench_of(study: OptionStudy, options: Sequence[Option]) -> Bench:
    """Everything but the options' own results, read from the design's files once."""
    edition, design = study.edition.loaded(), study.design
    place = places().get(study.subject["place"])
    references = {
        option.run.case: option.run
        for option in options
        if option.role == OptionRole.REFERENCE and option.is_ready
    }
    cases = scenarios_of(edition).cases
    return Bench(
        edition=edition,
        subject=study.subject,
        grid_region=place.grid_region if place is not None else None,
        declared=design_declared(design, edition),
        take_off=design_take_off(design),
        summary=design.model.summary if design.model is not None else {},
        cases={
            key: CaseResults(cases[key], _results(run)) for key, run in references.items() if key in cases
        },
        library=library_for(design, edition, study.requested_at),
    )


def _results(run: Run) -> Results:
    """Of a run that ended well, which always has some."""
    return Results.from_json(run.results or {})


def lines_built(option: Option) -> tuple[TakeOffLine, ...] | None:
    """What is built for an option's measures, as lines of a take-off; None where one of them builds what is not known."""
    keys = [one["key"] for one in option.measures]
    known = [measures()[key].embodied.material is not None for key in keys if key in measures()]
    if len(known) < len(keys) or not all(known):
        return None
    built = built_of(option.run.preparation)
    if {one.measure for one in built} != set(keys) or any(one.volume_m3 is None for one in built):
        return None
    return tuple(_line(position, one) for position, one in enumerate(built, start=1))


def keeps_reference(option: Option) -> bool:
    """Whether the reference building of the design is that of the option too: none of its measures would be in it."""
    known = (measures().get(one["key"]) for one in option.measures)
    return all(measure is not None and not measure.in_reference for measure in known)


def carbon_of(lines: Sequence[TakeOffLine], edition: Edition) -> float | None:
    """A1–A3, A4 and A5.3 of lines [kgCO2e]; None where the edition has no factor for one of them."""
    if not lines:
        return 0.0
    worked = upfront_carbon(lines, library_of(edition), parameters_of(edition), None)
    return sum_of(line.total_kgco2e for line in worked.lines)


def _line(position: int, built: BuiltFor) -> TakeOffLine:
    embodied = measures()[built.measure].embodied
    return TakeOffLine(
        line_id=f"option-{built.measure}-{position}",
        element=(embodied.element or {}).get("en", built.measure),
        material=embodied.material or "",
        quantity=built.volume_m3 or 0.0,
        unit=Unit.M3,
        file_line=position,
        density_kg_per_m3=built.density_kg_per_m3,
        factor_key=embodied.material,
    )


def _longer(take_off: TakeOff, further: Sequence[TakeOffLine]) -> TakeOff:
    return TakeOff((*take_off.lines, *further), take_off.findings, take_off.encoding)


def _summary(summary: Mapping[str, Any], run: Run) -> Mapping[str, Any] | None:
    """Of the model as it was simulated: a measure may take a burner away or put modules on the roof."""
    if not run.treatments:
        return summary
    return None if run.prepared_id is None else {**summary, **_equipment(run.prepared_id)}


@lru_cache(maxsize=256)
def _equipment(digest: str) -> dict[str, Any]:
    return equipment_of(StoredFile(digest=digest).read_text(), load_schema(engine().schema))
