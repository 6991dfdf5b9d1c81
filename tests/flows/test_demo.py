"""`manage.py demo` on a machine that has nothing yet: everything started, the sample scored, everything ended."""

from __future__ import annotations

import json
import resource
import subprocess
from collections.abc import Iterator

import jsonschema
import pytest

from tests.flows.conftest import SCHEMA
from tests.services.conftest import Machine, installation, processes

pytestmark = [pytest.mark.services, pytest.mark.engine, pytest.mark.slow]


@pytest.fixture(scope="module")
def bare() -> Iterator[Machine]:
    with installation() as machine:
        yield machine


def demonstrated(machine: Machine) -> tuple[float, subprocess.CompletedProcess[str]]:
    """What the demo said, and the seconds of processor time it took: a busy machine makes it no slower by that clock."""
    began = cpu_s()
    done = machine.manage("demo", timeout_s=300)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}\n{machine.log()}"
    return cpu_s() - began, done


def cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_the_demo_ends_well_and_the_second_time_is_quick(bare: Machine) -> None:
    _, done = demonstrated(bare)
    written = (bare.folder / "demo" / "scorecard.json").read_text(encoding="utf-8")
    document = json.loads(written)
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    (run,) = document["runs"]
    assert (run["status"], run["simulated_hours"], run["severe"], run["cached"]) == (
        "succeeded",
        8760,
        0,
        False,
    )
    assert document["subject"]["place"] == "baoting"
    assert document["criteria"]
    assert all(criterion["trace"] for criterion in document["criteria"])
    assert "Rainforest guesthouse" in done.stdout
    assert str(bare.folder / "demo" / "scorecard.json") in done.stdout
    assert not processes(bare), "the demo leaves no process"

    took_s, _ = demonstrated(bare)
    again = json.loads((bare.folder / "demo" / "scorecard.json").read_text(encoding="utf-8"))
    assert again["runs"][0]["cached"] is True
    assert again["criteria"] == document["criteria"]
    assert took_s < 20
    assert not processes(bare)
