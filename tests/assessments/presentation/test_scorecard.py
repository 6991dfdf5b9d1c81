"""A scorecard as a page: what is listed under each scenario."""

from __future__ import annotations

from assessments.presentation.scorecard import ScorecardShown, scorecard_shown
from rules.engine.evaluation import evaluate
from rules.engine.subject import Subject
from tests.rules.editions import island


def _shown(kind: str) -> ScorecardShown:
    judged = evaluate(island(), Subject(kind=kind, works="new", stage="design"), {}).to_json()
    document = {**judged, "edition": {"status": "draft"}, "energy": None, "findings": [], "subject": {}}
    return scorecard_shown(document, island())


def _listed(kind: str) -> set[str]:
    return {line.code for scenario in _shown(kind).scenarios for line in scenario.criteria}


def test_criteria_of_another_kind_of_subject_are_not_listed() -> None:
    building, community = _listed("building"), _listed("community")
    assert {code[0] for code in building} == {"B"}
    assert {code[0] for code in community} == {"C"}
    assert "B07" in building  # for use, not for design: not applicable, and listed
    assert "C09" in community


def test_what_the_gate_waits_for_comes_first() -> None:
    codes = [{code for _, code in item.criteria} for item in _shown("building").missing]
    whole_life = next(place for place, waiting in enumerate(codes) if waiting == {"B03"})
    reference = next(place for place, waiting in enumerate(codes) if "B06" in waiting)
    assert reference < whole_life
