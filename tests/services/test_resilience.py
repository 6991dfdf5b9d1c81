"""A real broker, a real worker, real EnergyPlus, and what happens to a run when one of them dies."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator

import pytest

from tests.services.conftest import (
    BOX,
    Actor,
    Machine,
    ended,
    engines,
    in_mid_run,
    nobody_left,
    processes,
    scored,
    serving_in,
    slow_box,
    until,
    workers,
)

pytestmark = [pytest.mark.services, pytest.mark.engine, pytest.mark.slow]


@pytest.fixture(scope="module")
def serving(machine: Machine) -> Iterator[subprocess.Popen[bytes]]:
    """One service for all tests that leave it standing."""
    with serving_in(machine) as process:
        yield process


@pytest.mark.usefixtures("serving")
class TestAService:
    """What happens to runs while parts of a service die around them; the service itself lives on."""

    def test_a_queued_assessment_is_simulated_and_scored(self, machine: Machine, look: Actor) -> None:
        asked = look("request", model=str(BOX))["assessment"]
        assert scored(look, asked, machine)["attempt"] == 1
        assert list((machine.folder / "runs").iterdir()) == []

    def test_a_worker_whose_main_process_is_killed_loses_no_run(self, machine: Machine, look: Actor) -> None:
        asked = look("request", model=str(slow_box(machine.folder, 8.1)))["assessment"]
        in_mid_run(look, asked, machine)
        engine = engines(machine)
        os.kill(workers(machine)[0], signal.SIGKILL)
        until(lambda: not set(engine) & set(engines(machine)), "the end of the orphaned engine", 5)
        assert scored(look, asked, machine)["attempt"] == 2
        until(lambda: not list((machine.folder / "runs").iterdir()), "the killed attempt's folder to go", 10)
        assert look("look", assessment=asked)["scored_entries"] == 1
        assert not engines(machine)

    def test_a_worker_asked_to_end_hands_its_run_back_at_once(self, machine: Machine, look: Actor) -> None:
        """As a new version is put in place: no lease has to run out, and nothing counts as lost."""
        asked = look("request", model=str(slow_box(machine.folder, 8.7)))["assessment"]
        in_mid_run(look, asked, machine)
        os.kill(workers(machine)[0], signal.SIGTERM)
        until(
            lambda: look("look", assessment=asked)["run_status"] == "queued", "the run to be handed back", 5
        )
        seen = scored(look, asked, machine)
        assert (seen["attempt"], seen["losses"]) == (2, 0)

    def test_an_emptied_broker_loses_no_run(self, machine: Machine, look: Actor) -> None:
        """While a run is simulated and another waits: both messages are gone, and those that would have scored them."""
        first = look("request", model=str(slow_box(machine.folder, 8.2)))["assessment"]
        in_mid_run(look, first, machine)
        waiting = look("request", model=str(slow_box(machine.folder, 8.21, 4)))["assessment"]
        machine.broker().flushall()
        assert scored(look, first, machine)["attempt"] == 1
        assert scored(look, waiting, machine)["attempt"] == 1

    def test_cancelling_from_another_process_stops_the_engine(self, machine: Machine, look: Actor) -> None:
        running = look("request", model=str(slow_box(machine.folder, 8.3, 60)))["assessment"]
        in_mid_run(look, running, machine)
        waiting = look("request", model=str(slow_box(machine.folder, 8.31, 4)))["assessment"]
        assert look("cancel", assessment=waiting) == {"stopped": True}
        assert look("look", assessment=waiting)["status"] == "cancelled", "said without waiting for a worker"
        assert look("cancel", assessment=running) == {"stopped": True}
        until(lambda: not engines(machine), "the engine to stop", 4)
        seen = until(lambda: ended(look, running), "the end of the assessment", 6)
        assert (seen["status"], seen["run_status"], seen["scorecards"]) == ("cancelled", "cancelled", 0)
        assert seen["findings"][-1] == "run-cancelled"
        assert look("cancel", assessment=running) == {"stopped": False}

    def test_a_broker_of_ours_that_is_killed_is_started_again(self, machine: Machine, look: Actor) -> None:
        brokers = [pid for pid, said in processes(machine).items() if "valkey" in said.split(" ")[0]]
        assert len(brokers) == (0 if "REDIS_URL" in machine.environment else 1)
        for pid in brokers:
            os.kill(pid, signal.SIGKILL)
        asked = look("request", model=str(slow_box(machine.folder, 8.4, 4)))["assessment"]
        scored(look, asked, machine)

    def test_a_second_service_in_the_same_folder_is_refused(
        self, machine: Machine, serving: subprocess.Popen[bytes]
    ) -> None:
        if "REDIS_URL" in machine.environment:
            return  # theirs to share
        second = machine.manage("demo")
        assert second.returncode == 1
        assert "already running" in second.stderr
        assert serving.poll() is None

    def test_interrupting_the_service_ends_all_of_it(
        self, machine: Machine, look: Actor, serving: subprocess.Popen[bytes]
    ) -> None:
        serving.send_signal(signal.SIGINT)
        assert serving.wait(timeout=20) == 0
        assert nobody_left(machine, look), processes(machine)
