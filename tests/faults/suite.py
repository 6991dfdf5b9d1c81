"""Many runs under faults put in at random: each ends with its right result, once, and nothing stays behind."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults.faults import CAUSED, Target, faults_of
from tests.services.conftest import ROOT, Actor, Machine, engines, installation, processes, serving_in, until

SETTINGS = {
    "RUN_LEASE_S": "6",
    "SWEEP_EVERY_S": "2",
    "RUN_WALL_LIMIT_S": "25",
    "RUNS_PER_USER_MAX": "100000",
    "RUNS_WAITING_MAX": "100000",
}
SAME_EVERY = 4  # every fourth run is of a model that another run has


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done: how many runs, from which seed, a fault every so many seconds on average, and for how long at most."""

    runs: int
    seed: int
    every_s: float
    patience_s: float
    concurrency: int = 2
    database_restart: str | None = None
    broker_restart: str | None = None


def carry_out(plan: Plan) -> dict[str, Any]:
    """Do it and return the figures.

    Raises:
        AssertionError: a run did not end, ended wrongly or for a reason of its own, or something stayed behind.
    """
    chance = random.Random(plan.seed)
    with _prepared() as (machine, flag):
        actor = machine.actor("tests.faults.actor")
        target = Target(machine, actor, flag, plan.database_restart, plan.broker_restart)
        lights = [8 + 0.01 * (number - (number % SAME_EVERY == 3)) for number in range(plan.runs)]
        asked = actor("ask", lights_w_per_m2=lights)
        began = time.monotonic()
        with serving_in(machine, plan.concurrency):
            injected = _until_all_end(plan, target, chance)
            seconds = time.monotonic() - began
        until(lambda: not set(processes(machine)) - {actor.pid}, "every process to end", 30)
        figures = _checked(asked, actor("results"))
        left = _left_behind(machine)
        assert not left, left
    return {"seed": plan.seed, "seconds": round(seconds, 1), "faults": dict(injected), **figures}


@contextmanager
def _prepared() -> Iterator[tuple[Machine, Path]]:
    """An installation whose disk can be made full."""
    with installation(**SETTINGS) as machine:
        flag = machine.folder / "full"
        path = [str(ROOT / "tests" / "faults" / "full_disk"), str(ROOT), os.environ.get("PYTHONPATH", "")]
        machine.environment |= {
            "PYTHONPATH": os.pathsep.join(filter(None, path)),
            "FULL_DISK_FLAG": str(flag),
            "FULL_DISK_UNDER": str(machine.folder / "runs"),
        }
        yield machine, flag


def _until_all_end(plan: Plan, target: Target, chance: random.Random) -> Counter[str]:
    """Put faults in while runs are open, and have those that failed of one tried again."""
    kinds, injected = faults_of(plan.database_restart), Counter[str]()
    until(lambda: engines(target.machine) or _all_over(target.actor), "the first engine", 180)
    deadline = time.monotonic() + plan.patience_s
    while time.monotonic() < deadline:
        name = chance.choice(list(kinds))
        kinds[name](target)
        injected[name] += 1
        quiet_until = time.monotonic() + chance.uniform(0.5, 1.5) * plan.every_s
        while time.monotonic() < quiet_until:
            if _all_over(target.actor):
                return injected
            time.sleep(0.5)
    raise AssertionError(f"after {plan.patience_s:.0f} s: {target.actor('look')}\n{target.machine.log()}")


def _all_over(actor: Actor) -> bool:
    seen = actor("look")
    for run, codes in seen["failed"].items():
        assert CAUSED & set(codes), f"run {run} failed of {codes}"
        actor("retry", run=run)  # another reason is a mistake of the service, and ends the suite at once
    return not seen["open"] and not seen["failed"]


def _checked(asked: dict[str, float], ended: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Every run has a year and the electricity of its own lights: in proportion to what was asked for, W/m² by W/m²."""
    assert set(ended) == set(asked)
    per_watt = [row["lights_kwh"] / asked[run] for run, row in ended.items() if row["status"] == "succeeded"]
    assert len(per_watt) == len(asked), Counter(row["status"] for row in ended.values())
    assert max(per_watt) - min(per_watt) < 1e-6 * max(per_watt), (min(per_watt), max(per_watt))
    assert {row["hours"] for row in ended.values()} == {8760}
    return {
        "runs": len(asked),
        "simulated": sum(not row["shared"] for row in ended.values()),
        "shared": sum(row["shared"] for row in ended.values()),
        "attempts": sum(row["attempts"] for row in ended.values()),
        "lost": sum(row["losses"] for row in ended.values()),
        "tried again by the operator": sum(row["tried_again"] for row in ended.values()),
    }


def _left_behind(machine: Machine) -> list[str]:
    """Run folders, files on their way and engines that nobody owns."""
    folders = [str(path) for path in (machine.folder / "runs").glob("*")]
    incoming = [str(path) for path in (machine.folder / "storage").glob(".incoming-*")]
    return [*folders, *incoming, *map(str, engines(machine))]
