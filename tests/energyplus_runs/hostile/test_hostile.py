"""No hostile model brings intake down, costs much, or gets in with something dangerous inside."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import lru_cache
from typing import Any

import pytest

from tests.energyplus_runs.hostile.corpus import Case, cases


@lru_cache(maxsize=1)
def judged() -> dict[str, dict[str, Any]]:
    """All cases, read one after the other in children of one process."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.energyplus_runs.hostile.judge"],
        capture_output=True,
        text=True,
        check=True,
    )
    return {found["name"]: found for found in map(json.loads, done.stdout.splitlines())}


def test_the_corpus_is_of_different_cases() -> None:
    names = [case.name for case in cases()]
    assert len(set(names)) == len(names) >= 60


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_what_comes_of_it(case: Case) -> None:
    found = judged()[case.name]
    assert "error" not in found, found["error"]
    assert found["accepted"] == (case.codes is None), found["codes"]
    assert set(found["codes"]) >= (case.codes or set()), found["codes"]
    assert found["danger"] == []
