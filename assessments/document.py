"""The scorecard document (docs/schemas/scorecard.schema.json): put together from what was known, computed and found."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from assessments.carbon.breakdown import Part, by_element, by_material
from assessments.carbon.life_cycle import UpfrontCarbon
from assessments.carbon.operational import OperatingCarbon
from assessments.case_findings import said_of_runs
from assessments.case_metrics import total
from assessments.cases import in_case_order, scenarios_of
from assessments.metrics import Known, Sources
from assessments.models import Assessment
from assessments.origins import Origin, computed, subject_value
from assessments.subject import AREAS
from assessments.whole_life_members import members_of
from energyplus_runs.models import Run
from energyplus_runs.simulation.results import Results
from rules.engine.evaluation import Evaluation
from rules.engine.printing import text_of
from rules.models import Edition
from standard_site.lib.findings import Finding

UNMATCHED_SHOWN = 500


def scored_document(
    assessment: Assessment, runs: Sequence[Run], sources: Sources, known: Known, evaluation: Evaluation
) -> dict[str, Any]:
    """The document of an assessment that came to a score.

    Members that only an edition with further cases has are absent under one without: its documents stay as they were.
    """
    by_case = bool(scenarios_of(sources.edition).cases)
    upfront_findings = sources.upfront.findings if sources.upfront is not None else ()
    return {
        "edition": edition_member(assessment.edition),
        "subject": assessment.subject,
        "runs": [_run_with_numbers(run) if by_case else _run(run) for run in runs],
        "metrics": _metrics(sources, known, evaluation),
        **evaluation.to_json(),
        "energy": _energy(sources, by_case),
        "operating": _operating(known.operating),
        "embodied": _embodied(sources.upfront),
        **_whole_life(sources, known),
        "findings": [
            *assessment.design.findings,
            *assessment.findings,
            *said_of_runs(runs, sources.edition),
            *(finding.to_json() for finding in (*upfront_findings, *known.findings)),
        ],
    }


def document_of(assessment: Assessment) -> dict[str, Any]:
    """The stored document, or one of the same shape that says how far the assessment came."""
    scorecard = getattr(assessment, "scorecard", None)
    if scorecard is not None:
        document: dict[str, Any] = scorecard.document
        return document
    edition = assessment.edition.loaded()
    runs = in_case_order(assessment.runs.all(), scenarios_of(edition).cases)
    findings = [*assessment.design.findings, *said_of_runs(runs, edition), *assessment.findings]
    return {
        **_nothing(findings),
        "edition": edition_member(assessment.edition),
        "subject": assessment.subject,
        "runs": [_run(run) for run in runs],
    }


def refusal_document(place: str | None, findings: Iterable[Finding]) -> dict[str, Any]:
    """The document of input that was not taken: nothing but the reasons."""
    return {**_nothing([finding.to_json() for finding in findings]), "subject": _no_subject(place)}


def digest_of(document: Mapping[str, Any]) -> str:
    """SHA-256 over the document in canonical JSON."""
    canonical = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()


def edition_member(edition: Edition) -> dict[str, Any]:
    return {"key": edition.key, "title": edition.title, "digest": edition.digest, "status": edition.status}


def _nothing(findings: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "edition": None,
        "subject": _no_subject(None),
        "runs": [],
        "metrics": {},
        "criteria": [],
        "gate": {"outcome": "undetermined", "provisional": False},
        "score": {"total": None, "scenarios": {}},
        "rating": {"key": None, "provisional": False},
        "energy": None,
        "operating": None,
        "embodied": None,
        "findings": findings,
    }


def _no_subject(place: str | None) -> dict[str, Any]:
    return {
        "kind": "building",
        "name": "",
        "place": place,
        "works": None,
        "stage": None,
        "construction_start_year": None,
        "uses": [],
        **dict.fromkeys(AREAS),
    }


def _run(run: Run) -> dict[str, Any]:
    return {
        "id": str(run.pk),
        "case": run.case,
        "status": run.status,
        "digest": run.results_digest or None,
        "cached": run.cached_from_id is not None,
        "energyplus": run.engine_build or None,
        "simulated_hours": run.results["simulated_hours"] if run.results else None,
        "wall_s": run.wall_s,
        "prepared_model": run.prepared_id,
        "warnings": run.warnings,
        "severe": run.severe,
        "sandbox": run.sandbox or None,
        "place": run.place_key,
        "weather": run.weather_digest or None,
    }


def _run_with_numbers(run: Run) -> dict[str, Any]:
    """With what this run alone came to; each None where it is not known."""
    results = Results.from_json(run.results) if run.results else None
    names = ("purchased_electricity_kwh", "peak_electricity_w", "unmet_heating_h", "unmet_cooling_h")
    heat = results.resilience if results is not None else None
    return {
        **_run(run),
        "numbers": {
            "site_energy_kwh": total(results.carriers) if results is not None else None,
            **{name: getattr(results, name, None) for name in names},
        },
        "resilience": heat.to_json() if heat is not None else None,
    }


def _metrics(sources: Sources, known: Known, evaluation: Evaluation) -> dict[str, Any]:
    members = {}
    for key, metric in evaluation.metrics.items():
        origins = known.origins.get(key) or (_origin(key, sources),)
        members[key] = {**metric.to_json(), "origin": [origin.to_json() for origin in origins]}
    return members


def _origin(key: str, sources: Sources) -> Origin:
    """Of a value the edition derived, or of an area that is the subject's own."""
    metric = sources.edition.metrics[key]
    if metric.rule is not None:
        return computed("edition formula", text_of(metric.rule.expression))
    return subject_value(key)


def _energy(sources: Sources, by_case: bool) -> dict[str, Any] | None:
    """What the typical run metered, for charts and for following a number; kWh, W, h, m², m³."""
    if sources.results is None:
        return None
    members: dict[str, Any] = sources.results.to_json()
    for of_the_run in ("findings", "resilience"):
        members.pop(of_the_run, None)
    if by_case:
        members["cases"] = {key: _compared(known.results) for key, known in sources.cases.items()}
    return members


def _compared(results: Results) -> dict[str, Any]:
    """The year's energy of a further case, to hold against the typical one [kWh]."""
    uses = [{"end_use": use.end_use, "carrier": use.carrier, "kwh": use.kwh} for use in results.end_uses]
    return {"carriers": dict(results.carriers), "end_uses": uses}


def _operating(operating: OperatingCarbon | None) -> dict[str, Any] | None:
    """A year of operation in both quantities: direct kgCO2, and the life-cycle footprint of what is imported (B6) in kgCO2e."""
    if operating is None:
        return None
    return {
        "direct_kgco2": operating.direct_kgco2,
        "footprint_kgco2e": operating.footprint_kgco2e,
        "excess_generation_kwh": operating.excess_kwh,
        "carriers": [asdict(carrier) for carrier in operating.carriers],
    }


def _embodied(upfront: UpfrontCarbon | None) -> dict[str, Any] | None:
    """Upfront carbon by module, element and material [kgCO2e]; the lines themselves are in the take-off."""
    if upfront is None:
        return None
    return {
        "modules": {"A1-A3": upfront.a1_a3, "A4": upfront.a4, "A5.2": upfront.a5_2, "A5.3": upfront.a5_3},
        "total_kgco2e": upfront.total,
        "line_count": len(upfront.lines),
        "by_element": [_part(part) for part in by_element(upfront.lines)],
        "by_material": [_part(part) for part in by_material(upfront.lines)],
        "unmatched": [
            {
                "line_id": line.line_id,
                "line": line.file_line,
                "material": line.material,
                "reason": line.reason,
                "suggestions": list(line.suggestions),
            }
            for line in upfront.unmatched[:UNMATCHED_SHOWN]
        ],
        "unmatched_count": len(upfront.unmatched),
    }


def _whole_life(sources: Sources, known: Known) -> dict[str, Any]:
    """The whole life where the edition has it worked out; no member at all under one that does not."""
    if not known.whole_lives:
        return {}
    return {"whole_life": members_of(known.whole_lives, sources.edition, sources.gia_m2)}


def _part(part: Part) -> dict[str, Any]:
    return {
        "label": part.label,
        "lines": part.lines,
        "mass_kg": part.mass_kg,
        "A1-A3": part.a1_a3_kgco2e,
        "A4": part.a4_kgco2e,
        "A5.3": part.a5_3_kgco2e,
        "total_kgco2e": part.total_kgco2e,
    }
