"""Every criterion of the island edition against sums worked out by hand: the examples the edition itself carries."""

from __future__ import annotations

import pytest

from rules.engine.examples import Example, check_examples, missing_cases, read_examples, run_example
from rules.engine.schema import Criterion

from .editions import island

CASES = [
    pytest.param(example, id=f"{example.criterion}-{example.name}")
    for criterion in island().criteria
    for example in read_examples(island().files, criterion.key)
]


@pytest.mark.parametrize("criterion", island().criteria, ids=lambda criterion: criterion.key)
def test_every_criterion_has_its_worked_examples(criterion: Criterion) -> None:
    assert missing_cases(island(), criterion) == ()


@pytest.mark.parametrize("example", CASES)
def test_an_example_comes_out_as_worked_by_hand(example: Example) -> None:
    assert run_example(island(), example).differences == ()


def test_no_example_is_left_over() -> None:
    assert check_examples(island()) == ()
