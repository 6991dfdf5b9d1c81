"""Every criterion of the island edition against sums worked out by hand (golden/island-2026-r0/)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from rules.engine.evaluation import CriterionResult, MetricValue, Subject, evaluate
from rules.engine.expressions import tables
from rules.engine.schema import UNCONFIRMED, Criterion

from .editions import island

GOLDEN = Path(__file__).parent / "golden" / "island-2026-r0"
FILES = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(GOLDEN.glob("*.yaml"))
}
CASES = [
    pytest.param(content["criterion"], case, id=f"{key}-{case['name']}")
    for key, content in FILES.items()
    for case in content["cases"]
]


def _wanted(criterion: Criterion) -> set[str]:
    """The cases a criterion needs: five where something is compared with a limit, three where it is only reported."""
    confirmed = [one for one in criterion.requirements if not one.unconfirmed]
    computed = any(one.kind in ("mandatory", "credit") for one in confirmed)
    cases = {"achieved", "not_achieved", "at_limit"} if computed else {"reported"}
    has_unconfirmed = len(confirmed) < len(criterion.requirements) or _rows_unconfirmed(criterion)
    return cases | {"not_applicable", "missing"} | ({"inactive_row"} if has_unconfirmed else set())


def _rows_unconfirmed(criterion: Criterion) -> bool:
    used = {table for one in criterion.requirements for step in one.steps for table in tables(step.limit)}
    return any(row["status"] in UNCONFIRMED for table in used for row in island().tables[table].rows)


@pytest.mark.parametrize("criterion", island().criteria, ids=lambda criterion: criterion.key)
def test_every_criterion_has_its_golden_cases(criterion: Criterion) -> None:
    names = {case["name"] for case in FILES.get(criterion.key, {"cases": []})["cases"]}
    assert _wanted(criterion) <= names, f"{criterion.key} lacks {sorted(_wanted(criterion) - names)}"


def test_no_golden_file_is_left_over() -> None:
    assert set(FILES) == {criterion.key for criterion in island().criteria}


@pytest.mark.parametrize(("key", "case"), CASES)
def test_golden(key: str, case: dict[str, Any]) -> None:
    result = _result(key, case)
    expected = case["expect"]
    assert result.outcome == expected["outcome"]
    assert result.to_json()["value"] == expected["value"]
    assert list(result.missing) == expected.get("missing", [])
    found = {one["key"]: one for one in result.to_json()["requirements"]}
    for requirement, members in expected.get("requirements", {}).items():
        assert {name: found[requirement][name] for name in members} == members


def _result(key: str, case: dict[str, Any]) -> CriterionResult:
    edition = island()
    metrics = {
        name: MetricValue(value, edition.metrics[name].unit, edition.metrics[name].source, ("golden",))
        for name, value in case["metrics"].items()
    }
    evaluation = evaluate(edition, Subject.from_json(case["subject"]), metrics)
    return next(result for result in evaluation.criteria if result.criterion.key == key)
