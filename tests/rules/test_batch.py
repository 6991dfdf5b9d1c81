"""A population is judged to the bit as each of its subjects alone."""

from __future__ import annotations

import dataclasses
import json
import math
import random
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.engine.batch import OUTCOMES, Population, evaluate_many
from rules.engine.evaluation import MetricValue, Subject, Use
from rules.engine.expressions import parse
from rules.engine.schema import Edition, Metric, ValueRule
from tests.bench.rules_submissions import submissions

from .editions import island
from .formulas import editions, mixed_edition
from .together import Case, differences

pytestmark = pytest.mark.slow

_HARD: list[Any] = [
    0.0,
    -0.0,
    1e-320,
    1e308,
    -3.5,
    math.nan,
    math.inf,
    10**400,
    True,
    (1.0, -0.0),
    (),
    (5.0, True),
    None,
]
_AREAS: st.SearchStrategy[Any] = st.one_of(
    st.floats(1, 1e6),
    st.integers(1, 10**6),
    st.sampled_from([1000.5, 1000.5, 3e5, 1e308, 0.0, -1.0, math.nan, math.inf, None]),
)


def _subjects(typologies: Sequence[str]) -> st.SearchStrategy[Subject]:
    use = st.builds(Use, st.sampled_from([*typologies, "castle"]), _AREAS)
    return st.builds(
        Subject,
        kind=st.sampled_from([*["building"] * 6, *["community"] * 3, "ship"]),
        works=st.sampled_from([*["new"] * 5, "retrofit_one_go", "retrofit_stepped", "ruin", None]),
        uses=st.one_of(st.tuples(use), st.lists(use, max_size=3).map(tuple)),
        gia_m2=_AREAS,
        footprint_m2=_AREAS,
        roof_area_m2=_AREAS,
        construction_start_year=st.one_of(
            st.integers(2026, 2027), st.integers(2024, 2051), st.sampled_from([None, -1, 9999])
        ),
        stage=st.sampled_from([*["design"] * 8, "planning", "as_built", "in_use", "dream", None]),
        grid_region=st.sampled_from([*["hainan"] * 4, "china", "atlantis", None]),
    )


def _values(metric: Metric) -> st.SearchStrategy[MetricValue]:
    number = st.floats(0, 1e7)
    fitting: dict[str, st.SearchStrategy[Any]] = {
        "number": number,
        "boolean": st.booleans(),
        "list": st.lists(number, max_size=4).map(tuple),
    }
    value = st.one_of(*[fitting[metric.type]] * 3, st.sampled_from(_HARD))
    units = [*[metric.unit] * 9, "kWh", "tCO2e", "m2", "nonsense"]
    return st.builds(MetricValue, value, st.sampled_from(units), st.just("declared"))


def _cases(edition: Edition) -> st.SearchStrategy[list[Case]]:
    given_ = [metric for metric in edition.metrics.values() if metric.rule is None]
    metrics = st.fixed_dictionaries({metric.key: _values(metric) for metric in given_})
    fewer = st.builds(
        _without, metrics, st.sets(st.sampled_from([metric.key for metric in given_]), max_size=3)
    )
    return st.lists(st.tuples(_subjects(list(edition.typologies)), fewer), min_size=1, max_size=4)


def _without(metrics: Mapping[str, MetricValue], missing: Collection[str]) -> dict[str, MetricValue]:
    return {key: value for key, value in metrics.items() if key not in missing}


@settings(max_examples=120, deadline=None)
@given(editions(), st.data())
def test_any_formula_gives_the_same_bits(edition: Edition, data: st.DataObject) -> None:
    assert differences(edition, data.draw(_cases(mixed_edition("area_weighted")))) == []


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32))
def test_the_island_edition_judges_many_as_one(seed: int) -> None:
    """Submissions as a back-test meets them, and in every other one a few values as nobody should hand over."""
    chance = random.Random(seed)
    cases = [_case(row) for row in submissions(island(), 15, seed)]
    assert (
        differences(
            island(), [_spoiled(chance, *case) if nth % 2 else case for nth, case in enumerate(cases)]
        )
        == []
    )


def _case(row: Mapping[str, Any]) -> Case:
    metrics = {
        key: MetricValue(tuple(value) if isinstance(value, list) else value, unit, "declared")
        for key, (value, unit) in row["metrics"].items()
    }
    return Subject.from_json(row["subject"]), metrics


def _spoiled(chance: random.Random, subject: Subject, metrics: Mapping[str, MetricValue]) -> Case:
    spoiled = {
        key: MetricValue(
            chance.choice(_HARD), chance.choice([one.unit, one.unit, "tCO2e", "nonsense"]), "declared"
        )
        for key, one in metrics.items()
        if chance.random() < 0.1
    }
    fact: dict[str, Any] = chance.choice(
        [
            {"works": "ruin"},
            {"stage": None},
            {"kind": "ship"},
            {"uses": ()},
            {"uses": (Use("castle"),)},
            {"gia_m2": 0.0},
        ]
    )
    return dataclasses.replace(subject, **fact), {**metrics, **spoiled}


_LOOK = 'lookup("limits", typology, works, construction_start_year)'


@pytest.mark.parametrize("operator", ["area_weighted", "each_part"])
@pytest.mark.parametrize(
    "formula",
    [
        "ceil(power_kgco2)",
        "min(power_kgco2, carbon_kgco2e)",
        "max(power_kgco2, carbon_kgco2e)",
        "sum(power_kgco2)",
        "carbon_kgco2e / power_kgco2",
        "min(leaks_kgco2e)",
        _LOOK,
        f"1 if power_kgco2 > 0 else ({_LOOK} if carbon_kgco2e > 0 else 2)",
        f"({_LOOK} if carbon_kgco2e > 0 else 2) if power_kgco2 > 0 else 1",
    ],
)
def test_where_columns_could_go_their_own_way(formula: str, operator: str) -> None:
    """Zeros with a sign, ties, areas that are none, lookups in a branch that is not taken."""
    edition = mixed_edition(operator)
    value = ValueRule(parse(formula), "1")
    criterion = edition.criteria[0]
    requirements = tuple(dataclasses.replace(one, value=value) for one in criterion.requirements)
    asking = dataclasses.replace(criterion, value=value, requirements=requirements)
    cases = [
        (
            dataclasses.replace(HOMES, uses=uses),
            {
                **_carbon(carbon),
                "power_kgco2": MetricValue(power, "kgCO2", "declared"),
                "leaks_kgco2e": MetricValue((carbon, 0.0, -0.0), "kgCO2e", "declared"),
            },
        )
        for carbon in (0.0, -0.0, 1.0)
        for power in (-0.5, -0.0, 0.0, 1.0)
        for uses in _USES
    ]
    assert differences(dataclasses.replace(edition, criteria=(asking,)), cases) == []


_USES = (
    (Use("home"),),
    (Use("shop"),),
    (Use("home", 3.0), Use("hall", 0.1), Use("home", 0.7)),
    (Use("hall", 3.0), Use("home", -1.0)),
    (Use("home", 0.0), Use("home", 1.0)),
    (Use("home", 1.0), Use("shop", 1.0)),
    (Use("shed", 1.0), Use("shop", 1.0)),
    (Use("home", 1.0), Use("castle", 1.0)),
)

# By hand

HOMES = Subject(
    works="new", uses=(Use("home", 100.0),), gia_m2=100.0, construction_start_year=2026, stage="design"
)


def _carbon(kilograms: float | None, unit: str = "kgCO2e") -> dict[str, MetricValue]:
    return {"carbon_kgco2e": MetricValue(kilograms, unit, "take_off")}


def test_a_population_by_hand() -> None:
    """The limit of homes in 2026 is 100 kgCO2e/m2, in 2027 90.1; steps at 80 and 50; 10 kg are added to each."""
    mixed = dataclasses.replace(HOMES, uses=(Use("home", 75.0), Use("hall", 25.0)))
    batch = evaluate_many(
        mixed_edition("area_weighted"),
        Population.of(
            [
                (
                    HOMES,
                    _carbon(7990),
                ),  # (7,990 + 10) / 100 = 80: the limit is kept, and the first step reached
                (HOMES, _carbon(4.99, "tCO2e")),  # (4,990 + 10) / 100 = 50: both steps
                (HOMES, _carbon(9991)),  # 100.01 > 100
                (HOMES, _carbon(None)),
                (mixed, _carbon(8330)),  # (75 · 100 + 25 · 33.3) / 100 = 83.325 < (8,330 + 10) / 100 = 83.4
                (dataclasses.replace(HOMES, uses=(Use("shop"),)), _carbon(1)),  # the limit is to be confirmed
                (dataclasses.replace(HOMES, kind="community"), _carbon(1)),
            ]
        ),
    )
    limit, steps = batch.criteria[0].requirements
    said = ["achieved", "achieved", "not_achieved", "undetermined", "not_achieved"]
    assert [OUTCOMES[code] for code in limit.outcome] == [*said, "not_applicable", "not_applicable"]
    assert limit.inactive.tolist() == [False] * 5 + [True, False]
    assert steps.credits.tolist() == [1, 3, 0, 0, 0, 3, 0]
    assert steps.credits_available.tolist() == [3, 3, 3, 3, 3, 3, 0]
    assert [OUTCOMES[code] for code in batch.gate.outcome] == [*said, "undetermined", "undetermined"]
    # One scenario only: 1 of 3 credits is 33.3 %, which passes the first threshold of 30; the gate of the others is lost.
    assert batch.rating.tolist() == [0, 1, -1, -1, -1, -1, -1]
    assert batch.total.known.tolist() == [True] * 6 + [False]
    assert batch.total.values[:2].tolist() == [100 / 3, 100]


def test_json_rows_say_the_same_as_subjects_and_values() -> None:
    row = {
        "subject": {
            "works": "new",
            "uses": [{"typology": "home", "gia_m2": 100}],
            "gia_m2": 100,
            "stage": "design",
        },
        "metrics": {
            "carbon_kgco2e": [5, "tCO2e"],
            "leaks_kgco2e": [[1, 2.5], "kgCO2e"],
            "insulated": [True, "1"],
        },
    }
    population = Population.from_json(iter(json.loads(json.dumps([row] * 3))))
    assert population.size == 3
    assert population.metrics["carbon_kgco2e"].numbers.tolist() == [5, 5, 5]
    assert population.metrics["gia_m2"].numbers.tolist() == [100, 100, 100]
    lists = population.metrics["leaks_kgco2e"].lists
    assert lists is not None
    assert (lists.flat.tolist(), lists.starts.tolist()) == ([1, 2.5] * 3, [0, 2, 4])
    truths = population.metrics["insulated"].truths
    assert truths.tolist() == [1, 1, 1]


def test_chunks_are_joined_where_a_metric_comes_late() -> None:
    """More subjects than are read at once, the metric only in the last of them."""
    cases: list[Case] = [(HOMES, {})] * 4500
    cases.append((HOMES, {**_carbon(4990), "leaks_kgco2e": MetricValue((1.0, 2.0), "kgCO2e", "declared")}))
    population = Population.of(cases)
    assert population.metrics["carbon_kgco2e"].numbers[-2:].tolist()[1] == 4990
    batch = evaluate_many(mixed_edition("area_weighted"), population)
    assert batch.criteria[0].requirements[0].outcome.tolist() == [OUTCOMES.index("undetermined")] * 4500 + [0]


def test_nobody_is_judged_in_an_empty_population() -> None:
    batch = evaluate_many(island(), Population.of([]))
    assert (batch.size, batch.rating.tolist()) == (0, [])
