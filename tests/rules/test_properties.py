"""Laws that hold for any values: units, more carbon, size, and nothing that raises."""

from __future__ import annotations

import dataclasses
import json
import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rules.engine.errors import EditionErrors
from rules.engine.evaluation import Evaluation, MetricValue, Subject, Use, evaluate
from rules.engine.examples import given_metrics, read_examples
from rules.engine.loading import load_edition_files

from .editions import island, small, small_files

pytestmark = pytest.mark.slow

ORDER = {"not_achieved": 0, "undetermined": 1, "achieved": 2}
# Other units of the same kind, and how many of the edition's unit each is.
UNITS = {
    "kgCO2e": (("tCO2e", 1000), ("gCO2e", 0.001)),
    "kgCO2": (("tCO2", 1000),),
    "kgCO2/yr": (("tCO2/yr", 1000),),
    "kgCO2e/yr": (("tCO2e/yr", 1000),),
    "kgCO2e/m2": (("tCO2e/ha", 0.1), ("tCO2e/m2", 1000)),
    "kgCO2/m2/yr": (("tCO2/m2/yr", 1000),),
    "kWh/yr": (("MWh/yr", 1000), ("GWh/yr", 1000000)),
    "kWh/m2/yr": (("MWh/m2/yr", 1000),),
    "kWh": (("MWh", 1000),),
    "m2": (("ha", 10000),),
    "W": (("kW", 1000),),
    "kg": (("t", 1000),),
    "%": (("1", 100),),
}
EXTENSIVE = frozenset(
    {"kgCO2e", "kgCO2", "kgCO2/yr", "kgCO2e/yr", "kWh/yr", "kWh", "W", "m2", "m3/yr", "kg", "W/K", "kW"}
)
# Carbon that counts against a design when there is more of it: not what it is compared with,
# stored, taken up or saved elsewhere.
CARBON = sorted(
    key
    for key, metric in island().metrics.items()
    if metric.rule is None
    and metric.type == "number"
    and metric.unit.startswith(("kgCO2", "tCO2"))
    and not any(word in key for word in ("reference", "base", "uptake", "biogenic", "module_d"))
)
CASES = [
    example for criterion in island().criteria for example in read_examples(island().files, criterion.key)
]


def judged_example(index: int, **changed: MetricValue) -> tuple[Subject, dict[str, MetricValue]]:
    """A worked example's subject and metrics, some of them changed."""
    example = CASES[index % len(CASES)]
    return Subject.from_json(example.subject), {**given_metrics(island(), example.metrics), **changed}


@settings(max_examples=30, deadline=None)
@given(st.integers(0, len(CASES) - 1), st.integers(0, 2))
def test_a_change_of_units_changes_nothing(index: int, which: int) -> None:
    """Every metric of a worked example in another unit, where there is one."""
    subject, metrics = judged_example(index)
    other = {key: _in_another_unit(value, which) for key, value in metrics.items()}
    one, two = (evaluate(island(), subject, given) for given in (metrics, other))
    assert _verdict(one) == _verdict(two)


def _in_another_unit(given: MetricValue, which: int) -> MetricValue:
    units = UNITS.get(given.unit, ())
    if not units or isinstance(given.value, bool | None) or not isinstance(given.value, float | int):
        return given
    unit, size = units[which % len(units)]
    value = given.value / size if size >= 1 else given.value * round(1 / size)
    return dataclasses.replace(given, value=value, unit=unit)


def _verdict(result: Evaluation) -> list[object]:
    document = result.to_json()
    return [document["gate"], document["score"], document["rating"], [one.outcome for one in result.criteria]]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(CARBON), st.integers(0, len(CASES) - 1), st.floats(0, 1e8), st.floats(0, 1e8))
def test_more_carbon_never_scores_better(key: str, index: int, less: float, more: float) -> None:
    """Requirement by requirement, as long as it applies to both; and the gate, where the same ones apply."""
    assume(less <= more)
    unit = island().metrics[key].unit
    low, high = (
        evaluate(island(), *judged_example(index, **{key: MetricValue(value, unit, "declared")}))
        for value in (less, more)
    )
    pairs = [
        (one, two)
        for first, second in zip(low.criteria, high.criteria, strict=True)
        for one, two in zip(first.requirements, second.requirements, strict=True)
    ]
    for one, two in pairs:
        if one.counts and two.counts:
            assert ORDER[two.outcome] <= ORDER[one.outcome], one.requirement.key
            assert two.credits <= one.credits, one.requirement.key
    if all(one.counts == two.counts for one, two in pairs):
        assert ORDER[high.gate.outcome] <= ORDER[low.gate.outcome]
        assert (high.score.total or 0) <= (low.score.total or 0)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, len(CASES) - 1), st.integers(-8, 8))
def test_intensities_do_not_know_the_size(index: int, power: int) -> None:
    """Areas and quantities scaled together leave every value per area as it is; powers of two, so that the
    doubles scale without loss."""
    subject, metrics = judged_example(index)
    scale = 2.0**power
    larger = {key: _scaled(value, scale) for key, value in metrics.items()}
    one, two = evaluate(island(), subject, metrics), evaluate(island(), _larger(subject, scale), larger)
    for first, second in zip(one.criteria, two.criteria, strict=True):
        if "/m2" in first.criterion.value.unit:
            assert first.value == second.value, first.criterion.key


def _scaled(given: MetricValue, scale: float) -> MetricValue:
    if given.unit not in EXTENSIVE or isinstance(given.value, bool | None):
        return given
    if isinstance(given.value, tuple):
        return dataclasses.replace(given, value=tuple(number * scale for number in given.value))
    return dataclasses.replace(given, value=given.value * scale)


def _larger(subject: Subject, scale: float) -> Subject:
    areas = ("gia_m2", "useful_floor_area_m2", "gross_floor_area_m2", "footprint_m2", "roof_area_m2")
    known = {key: getattr(subject, key) * scale for key in areas if getattr(subject, key) is not None}
    uses = tuple(Use(use.typology, use.gia_m2 * scale if use.gia_m2 else None) for use in subject.uses)
    return dataclasses.replace(subject, uses=uses, **known)


NUMBERS = st.one_of(
    st.none(),
    st.floats(),
    st.integers(-10, 10**12).map(float),
    st.booleans(),
    st.just(()),
    st.just((1.0, 2.0)),
)
SPELLINGS = st.sampled_from(["kgCO2e", "kgCO2", "m2", "kWh/yr", "1", "W", "nonsense", "", "t", "kgCO2e/kg"])
METRICS = st.dictionaries(
    st.sampled_from([*sorted(island().metrics), "unheard_of"]),
    st.builds(MetricValue, NUMBERS, SPELLINGS, st.just("declared")),
)
AREAS = st.one_of(st.none(), st.floats())
SUBJECTS = st.builds(
    Subject,
    kind=st.sampled_from(["building", "community", "ship"]),
    works=st.sampled_from([None, "new", "retrofit_one_go", "retrofit_stepped", "ruin"]),
    uses=st.lists(st.builds(Use, st.sampled_from([*island().typologies, "castle"]), AREAS), max_size=3).map(
        tuple
    ),
    gia_m2=AREAS,
    footprint_m2=AREAS,
    roof_area_m2=AREAS,
    construction_start_year=st.one_of(st.none(), st.integers(-1, 3000)),
    stage=st.sampled_from([None, "planning", "design", "as_built", "in_use", "dream"]),
    grid_region=st.sampled_from([None, "hainan", "atlantis"]),
)


@settings(max_examples=100, deadline=None)
@given(SUBJECTS, METRICS)
def test_no_values_make_it_raise(subject: Subject, metrics: dict[str, MetricValue]) -> None:
    document = evaluate(island(), subject, metrics).to_json()
    json.dumps(document, allow_nan=False)
    assert document["gate"]["outcome"] in ORDER
    total = document["score"]["total"]
    assert total is None or 0 <= total <= 100


LINES = sorted((name, number) for name, data in small_files().items() for number in range(data.count(b"\n")))
WRONG = (
    "",
    "null",
    "[]",
    "{}",
    "-1",
    "1e400",
    "'",
    '"',
    "lookup(",
    "* 2",
    ": :",
    "\t",
    "NaN",
    "，",
    "\ufeff",
    "%",
    "#",
    "!!int x",
)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(LINES), st.sampled_from(WRONG), st.integers(0, 60)), min_size=1, max_size=3
    )
)
def test_files_that_were_tampered_with_are_refused_or_judge(
    edits: list[tuple[tuple[str, int], str, int]],
) -> None:
    """Whatever an author types, the answer is a list of mistakes or an edition that judges without raising."""
    files = small_files()
    for (name, number), text, place in edits:
        lines = files[name].decode().split("\n")
        lines[number] = lines[number][:place] + text + lines[number][place + len(text) :]
        files[name] = "\n".join(lines).encode()
    try:
        edition = load_edition_files(files)
    except EditionErrors as found:
        assert all(error.message["zh-hans"] and error.remedy["zh-hans"] for error in found.errors)
        return
    home = Subject(
        works="new", uses=(Use("home", 10),), gia_m2=10, construction_start_year=2026, stage="design"
    )
    json.dumps(evaluate(edition, home, {}).to_json(), allow_nan=False)


@settings(max_examples=30, deadline=None)
@given(st.floats(2000, 2060), st.floats(2000, 2060))
def test_between_two_rows_a_limit_lies_between_them_and_rises_with_them(early: float, late: float) -> None:
    found = small().tables["floors"].interpolation
    assert found is not None
    one, two = (found.number(at, (2025, 20), (2035, 65)) for at in sorted((early, late)))
    assert one <= two and one == math.ceil(one)
    inside = [value for at, value in ((min(early, late), one), (max(early, late), two)) if 2025 <= at <= 2035]
    assert all(20 <= value <= 65 for value in inside)
