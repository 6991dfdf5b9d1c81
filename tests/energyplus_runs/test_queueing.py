"""Whose run is next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from energyplus_runs import queueing
from energyplus_runs.estimating import expected_s, wait_s, weight_of
from energyplus_runs.leasing import Lease, claim
from energyplus_runs.models import OperatorAct, Run, RunStatus, WorkerNode
from energyplus_runs.operating.models import OperatorVerb
from energyplus_runs.queueing import Load, Waiting, in_order, place_of, take, waiting_in_order

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
MakeRun = Callable[..., Run]


def waiting(number: int, person: int, cost_s: float = 60, waited_s: float = 10) -> Waiting:
    return Waiting(UUID(int=number), person, cost_s, NOW - timedelta(seconds=waited_s))


def numbers(ordered: list[Waiting]) -> list[int]:
    return [one.run_id.int for one in ordered]


def test_one_run_does_not_wait_behind_another_persons_hundred() -> None:
    crowd = [waiting(number, person=1, waited_s=1000 - number) for number in range(100)]
    alone = waiting(500, person=2, waited_s=1)
    order = numbers(in_order([*crowd, alone], {1: Load(running=1)}, NOW))
    assert order[0] == 500
    assert order[1:] == list(range(100))


def test_people_with_as_many_under_way_take_turns_by_what_they_used() -> None:
    runs = [waiting(1, 1), waiting(2, 1), waiting(3, 2), waiting(4, 2)]
    order = numbers(in_order(runs, {1: Load(used_s=100), 2: Load(used_s=50)}, NOW))
    # Person 2 used less; then person 1 has fewer under way; then both have one: 160 s against 110 s.
    assert order == [3, 1, 4, 2]


def test_a_small_run_goes_before_a_large_one_until_that_has_waited_long() -> None:
    large, small = waiting(1, 1, cost_s=600, waited_s=60), waiting(2, 1, cost_s=6, waited_s=30)
    assert numbers(in_order([large, small], {}, NOW)) == [2, 1]  # 30/6 = 5 against 60/600 = 0.1
    patient = waiting(1, 1, cost_s=600, waited_s=3600)
    assert numbers(in_order([patient, small], {}, NOW)) == [1, 2]  # 3600/600 = 6 against 5


def test_runs_asked_for_together_go_by_size_even_at_once() -> None:
    runs = [waiting(1, 1, cost_s=100, waited_s=0), waiting(2, 1, cost_s=10, waited_s=0)]
    assert numbers(in_order(runs, {}, NOW)) == [2, 1]


RUNS = st.lists(
    st.tuples(st.integers(1, 4), st.floats(0, 1e5), st.floats(0, 1e5)).map(lambda row: row), max_size=30
)


@given(RUNS, st.dictionaries(st.integers(1, 4), st.builds(Load, st.integers(0, 5), st.floats(0, 1e6))))
def test_the_order_holds_everybody_once_and_taking_the_first_keeps_the_rest(
    rows: list[tuple[int, float, float]], loads: dict[int | None, Load]
) -> None:
    """The place shown stays true while runs are taken: what the queue becomes is what was said."""
    runs = [waiting(number, *row) for number, row in enumerate(rows)]
    order = in_order(runs, loads, NOW)
    assert Counter(numbers(order)) == Counter(range(len(runs)))
    if order:
        first = order[0]
        load = loads.get(first.person, Load())
        after = loads | {first.person: Load(load.running + 1, load.used_s + first.cost_s)}
        assert in_order(order[1:], after, NOW) == order[1:]


@given(st.integers(2, 6), st.integers(1, 10))
def test_nobody_is_taken_twice_before_everybody_once(people: int, each: int) -> None:
    runs = [waiting(person * 100 + one, person) for person in range(people) for one in range(each)]
    order = in_order(runs, {}, NOW)
    for start in range(0, len(order), people):
        assert len({one.person for one in order[start : start + people]}) == people


def put(run: Run, **columns: Any) -> Run:
    Run.objects.filter(pk=run.pk).update(**columns)
    run.refresh_from_db()
    return run


def in_queue(run: Run, **columns: Any) -> Run:
    return put(run, enqueued_at=timezone.now(), **columns)


def test_the_next_run_is_the_one_that_the_queue_names(make_run: MakeRun, make_user: Any) -> None:
    mine = [in_queue(make_run(), expected_s=cost) for cost in (50.0, 5.0)]
    theirs = in_queue(make_run(), requested_by=make_user(), expected_s=500.0)
    put(make_run(), status=RunStatus.RUNNING)  # mine too
    assert [place_of(run) for run in (theirs, mine[1], mine[0])] == [0, 1, 2]
    taken = [take("worker") for _ in range(4)]
    assert [lease and lease.run_id for lease in taken] == [
        *(str(run.pk) for run in (theirs, mine[1], mine[0])),
        None,
    ]
    assert waiting_in_order() == []


def test_what_nobody_sent_and_what_waits_for_another_is_not_in_the_queue(make_run: MakeRun) -> None:
    unsent, leader = make_run(), put(make_run(), status=RunStatus.RUNNING)
    sharing = in_queue(make_run(), waits_for=leader)
    assert take("worker") is None
    assert place_of(sharing) is None
    assert place_of(unsent) == 0


def test_nothing_is_taken_while_new_work_is_stopped(make_run: MakeRun, user: Any) -> None:
    in_queue(make_run())
    OperatorAct.objects.create(operator=user, verb=OperatorVerb.DRAIN, reason="New disks")
    assert take("worker") is None
    OperatorAct.objects.create(operator=user, verb=OperatorVerb.RESUME, reason="Done")
    assert take("worker") is not None


def test_a_model_is_weighed_by_what_it_has() -> None:
    summary = {"surfaces": {"wall": 4, "roof": 1}, "zones": [{}], "systems": [{"count": 2}, {"count": 1}]}
    assert weight_of(summary) == 4 + 1 + 1 + 2 + 1
    assert weight_of({}) == 1


def test_a_length_is_expected_only_from_what_was_measured(make_run: MakeRun) -> None:
    run, other, done = make_run(), make_run(place="haikou"), make_run()
    assert expected_s(run, 10) is None
    put(done, status=RunStatus.SUCCEEDED, results={}, wall_s=12.0, weight=4, ended_at=timezone.now())
    assert expected_s(run, 10) == 12.0, "the same model took so long"
    put(done, case="another")
    assert expected_s(other, 10) == pytest.approx(30.0)  # 12 s / 4 * 10


def test_a_wait_is_told_only_when_every_length_is_known(make_run: MakeRun) -> None:
    now = timezone.now()
    WorkerNode.objects.create(name="w", slots=2, started_at=now, seen_at=now)
    in_queue(make_run(), expected_s=30.0)
    running = put(make_run(), status=RunStatus.RUNNING, expected_s=40.0, percent=50)
    assert wait_s(1) == pytest.approx((30 + 20) / 2)
    put(running, expected_s=None)
    assert wait_s(1) is None


def test_a_worker_whose_runs_were_taken_looks_again(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two workers, two messages: the second's worker takes the first run, after the first's has read a queue of one."""
    came_later: list[Run] = []
    in_queue(make_run())

    def beaten(run_id: str, worker: str) -> Lease | None:
        if not came_later:
            assert claim(run_id, "quick") is not None
            came_later.append(in_queue(make_run()))
        return claim(run_id, worker)

    monkeypatch.setattr(queueing, "claim", beaten)
    lease = take("slow")
    assert lease is not None
    assert (lease.run_id, take("slow")) == (str(came_later[0].pk), None)
