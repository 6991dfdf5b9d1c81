"""Ten runs under faults; `python -m tests.faults --runs 200` is the long one."""

from __future__ import annotations

import pytest

from tests.faults.suite import Plan, carry_out

pytestmark = [pytest.mark.services, pytest.mark.engine, pytest.mark.slow]


def test_ten_runs_under_faults_all_end_with_their_own_result() -> None:
    figures = carry_out(Plan(runs=10, seed=20260701, every_s=8, patience_s=240))
    assert figures["runs"] == 10
    assert figures["shared"] >= 2
    assert sum(figures["faults"].values()) >= 1
