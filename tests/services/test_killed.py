"""What is left of a service that is killed, and of a worker with the lease and the sweep that are shipped."""

from __future__ import annotations

import os
import signal
import time
from contextlib import ExitStack

import pytest

from tests.services.conftest import (
    Actor,
    Machine,
    engines,
    in_mid_run,
    installation,
    nobody_left,
    processes,
    scored,
    serving_in,
    slow_box,
    until,
    workers,
)

pytestmark = [pytest.mark.services, pytest.mark.engine, pytest.mark.slow]


def test_a_killed_service_leaves_nobody_and_can_be_started_again(machine: Machine, look: Actor) -> None:
    """Killed, it cannot stop what it started; that must notice by itself, the engine in mid-run too."""
    with serving_in(machine) as process:
        asked = look("request", model=str(slow_box(machine.folder, 8.6)))["assessment"]
        in_mid_run(look, asked, machine)
        process.kill()
        until(lambda: nobody_left(machine, look), "everybody to notice", 40, lambda: processes(machine))
    with serving_in(machine):
        scored(look, asked, machine)


def test_a_killed_worker_costs_less_than_a_minute_and_the_end_leaves_nobody() -> None:
    """With the lease and the sweep that are shipped: the whole group of the worker is killed in mid-run.

    The first run is asked for before there is a broker: the worker sends for it as it comes up.
    """
    with ExitStack() as stack:
        machine = stack.enter_context(installation())
        look = machine.actor()
        asked = look("request", model=str(slow_box(machine.folder, 8)))["assessment"]
        process = stack.enter_context(serving_in(machine))
        in_mid_run(look, asked, machine)
        if "REDIS_URL" not in machine.environment:  # there the message waits with the broker
            logs = (machine.folder / "logs").glob("*.log")
            assert any("waiting-runs-sent" in log.read_text(errors="replace") for log in logs)
        engine, killed_at = engines(machine), time.monotonic()
        os.killpg(workers(machine)[0], signal.SIGKILL)
        until(lambda: not set(engine) & set(engines(machine)), "the end of the orphaned engine", 5)
        until(lambda: look("look", assessment=asked)["attempt"] == 2, "the run to be taken up again")
        assert time.monotonic() - killed_at < 60
        scored(look, asked, machine)

        another = look("request", model=str(slow_box(machine.folder, 8.5, 60)))["assessment"]
        in_mid_run(look, another, machine)
        for _ in range(3):  # impatience changes nothing
            process.terminate()
            time.sleep(0.2)
        assert process.wait(timeout=20) == 0
        assert nobody_left(machine, look), processes(machine)
        seen = look("look", assessment=another)
        assert (seen["status"], seen["run_status"]) == ("simulating", "queued"), "the next worker takes it up"
