"""A building worked out again beside what its scorecard says."""

from __future__ import annotations

from typing import Any

import pytest

from assessments.carbon.whole_life import MODULES
from assessments.exports.agreement import differences
from tests.assessments.exports.buildings import guesthouse, guesthouse_before, house


def stored(ledger: Any) -> dict[str, Any]:
    """The part of a scorecard's document that is compared."""
    return {
        f"rsp_{period}": {"period_yr": period, "modules": dict(life.modules)}
        for period, life in ledger.lives.items()
    }


@pytest.mark.parametrize("ledger", [house, guesthouse, guesthouse_before])
def test_the_same_building_agrees(ledger: Any) -> None:
    assert differences(ledger().lives, stored(ledger())) == ()


@pytest.mark.parametrize(("factor", "found"), [(1 + 1e-9, ()), (1 + 1e-5, ("A1-A3 (60)",))])
def test_rounding_is_no_difference_and_a_hundred_thousandth_is(factor: float, found: tuple[str, ...]) -> None:
    said = stored(house())
    said["rsp_60"]["modules"]["A1-A3"] *= factor
    assert differences(house().lives, said) == found


def test_unknown_is_not_zero() -> None:
    said = stored(guesthouse_before())
    assert said["rsp_50"]["modules"]["C1"] is None  # the edition's factors hold A1-A3 only
    said["rsp_50"]["modules"]["C1"] = 0.0
    assert differences(guesthouse_before().lives, said) == ("C1 (50)",)


def test_a_period_of_one_side_differs_in_every_module() -> None:
    said = stored(house())
    del said["rsp_50"]
    assert differences(house().lives, said) == tuple(f"{module} (50)" for module in MODULES)
