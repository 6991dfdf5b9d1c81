"""Asked for once, made once, by whoever may; a worker that dies is taken over."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from assessments.actions.backtests import cancel_back_test, request_back_test
from assessments.backtest import running
from assessments.backtest.models import BackTest, BackTestStatus, JudgedChunk
from assessments.backtest.policies import visible_back_tests
from assessments.backtest.population import Filters
from assessments.tasks import back_test as task
from assessments.tasks import sweep
from rules.models import DraftFile, Edition
from standard_site.accounts.models import Role
from standard_site.lib.refusal import Conflict, NotAllowed, Refused
from tests.assessments.backtest.town import HOME, Town
from tests.assessments.cast import person
from tests.assessments.populations import make_scorecard


def asked(town: Town, filters: Filters | None = None) -> BackTest:
    return request_back_test(town.author, town.draft, None, filters or Filters())[0]


def done(town: Town) -> BackTest:
    row = asked(town)
    running.execute(str(row.pk), "worker")
    row.refresh_from_db()
    return row


def test_a_back_test_is_made_by_a_worker(town: Town, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks() as sent:
        row = asked(town)
    assert len(sent) == 1
    assert (row.status, row.base, row.submissions) == (BackTestStatus.WAITING, town.base, 10)
    task(str(row.pk))
    row.refresh_from_db()
    assert (row.status, row.judged) == (BackTestStatus.DONE, 10)
    assert row.result["changers"] == row.changes.count() == 2
    assert [change.number for change in row.changes.all()] == [1, 2]
    assert row.changes.filter(criteria__contains="|s01-carbon|").count() == 2
    task(str(row.pk))  # a message that comes twice
    assert row.changes.count() == 2


def test_the_same_content_on_the_same_population_is_made_once(town: Town) -> None:
    row = done(town)
    assert request_back_test(town.author, town.draft, town.base, Filters()) == (row, False)
    assert request_back_test(town.author, town.draft, None, Filters(typology="home"))[1] is True
    make_scorecard(20, {"subject": HOME, "metrics": {}}, town.practice, town.base)
    assert request_back_test(town.author, town.draft, None, Filters())[1] is True
    DraftFile.objects.filter(draft=town.draft, path="ratings.yaml").update(
        text=DraftFile.objects.get(draft=town.draft, path="ratings.yaml").text.replace("30", "40")
    )
    changed, is_new = request_back_test(town.author, town.draft, None, Filters())
    assert is_new
    assert changed.content_digest != row.content_digest


def test_an_edition_can_be_held_against_another(town: Town) -> None:
    row, _ = request_back_test(town.author, town.base, town.base, Filters())
    running.execute(str(row.pk), "worker")
    row.refresh_from_db()
    assert (row.status, row.result["changers"], row.files) == (BackTestStatus.DONE, 0, None)


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_make_one(town: Town) -> None:
    start, got = threading.Barrier(2), []

    def ask() -> None:
        start.wait()
        try:
            got.append(request_back_test(town.author, town.draft, None, Filters()))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(is_new for _, is_new in got) == [False, True]
    assert BackTest.objects.count() == 1


def test_a_worker_that_died_is_taken_over_where_it_stopped(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assessments.backtest.population.chunks.__defaults__", (4,))
    row = asked(town)
    saved = running._save

    def dies_after_the_first(*given: Any) -> None:
        saved(*given)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(running, "_save", dies_after_the_first)
        running.execute(str(row.pk), "first")
    row.refresh_from_db()
    assert (row.status, row.judged) == (BackTestStatus.RUNNING, 4)
    assert running.claim(str(row.pk), "too early") is None
    first_judged = set(JudgedChunk.objects.values_list("pk", flat=True))
    BackTest.objects.update(lease_expires_at=timezone.now() - timedelta(seconds=1))
    assert running.give_up_or_release() == [str(row.pk)]
    running.execute(str(row.pk), "second")
    row.refresh_from_db()
    assert (row.status, row.attempt, row.worker) == (BackTestStatus.DONE, 2, "second")
    assert (row.changes.count(), JudgedChunk.objects.count()) == (2, 9)  # three chunks, each by two editions
    assert first_judged < set(JudgedChunk.objects.values_list("pk", flat=True))


def test_an_older_attempt_writes_nothing(town: Town) -> None:
    row = asked(town)
    lease = running.claim(str(row.pk), "slow")
    assert lease is not None
    BackTest.objects.update(attempt=2)
    with pytest.raises(running.LeaseLost):
        running._save(lease, [], 0, 3)
    row.refresh_from_db()
    assert row.judged == 0


def test_what_fails_too_often_or_by_a_defect_ends_with_its_reason(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = asked(town)
    BackTest.objects.update(status="running", attempt=3, lease_expires_at=timezone.now() - timedelta(1))
    sweep()
    lost.refresh_from_db()
    assert (lost.status, lost.findings[0]["code"]) == (BackTestStatus.FAILED, "back-test-lost")
    again = asked(town)  # what failed stands in nobody's way
    assert again.pk != lost.pk
    monkeypatch.setattr(running, "members", lambda *_: 1 / 0)
    running.execute(str(again.pk), "worker")
    again.refresh_from_db()
    assert (again.status, again.findings[0]["code"]) == (BackTestStatus.FAILED, "back-test-failed")


def test_cancelling(town: Town) -> None:
    waiting = asked(town)
    assert cancel_back_test(town.author, waiting) is True
    assert cancel_back_test(town.author, waiting) is False
    running_one = asked(town)
    lease = running.claim(str(running_one.pk), "worker")
    assert lease is not None
    assert cancel_back_test(town.author, running_one) is True
    with pytest.raises(running.Cancelled):
        running._save(lease, [], 0, 3)
    BackTest.objects.filter(pk=running_one.pk).update(lease_expires_at=timezone.now() - timedelta(1))
    assert running.give_up_or_release() == []
    running_one.refresh_from_db()
    assert running_one.status == BackTestStatus.CANCELLED


def test_reasons_to_refuse(town: Town) -> None:
    with pytest.raises(Refused, match="population-empty"):
        asked(town, Filters(year_from=2090))
    DraftFile.objects.filter(draft=town.draft, path="ratings.yaml").update(text="ratings: 3\n")
    with pytest.raises(Refused, match=r"ratings\.yaml"):
        asked(town)
    town.draft.base = None
    town.draft.save()
    Edition.objects.exclude(pk=town.base.pk).delete()
    with pytest.raises(Refused, match="base-missing"):
        asked(town)


def test_one_person_has_only_so_many_open(town: Town, settings: Any) -> None:
    settings.RUNS_PER_USER_MAX = 1
    asked(town)
    with pytest.raises(Conflict, match="too-many-back-tests"):
        asked(town, Filters(typology="home"))


def test_who_may(town: Town) -> None:
    row = asked(town)
    other_author = person("other-author", Role.STANDARD_AUTHOR)
    colleague = person("colleague", Role.ARCHITECT, organisation=town.draft.organisation)
    for user in (other_author, colleague):
        with pytest.raises(NotAllowed):
            request_back_test(user, town.draft, None, Filters())
        with pytest.raises(NotAllowed):
            cancel_back_test(user, row)
        assert not visible_back_tests(user).exists()
    with pytest.raises(NotAllowed):  # a name they may not see cannot be asked by either
        asked(town, Filters(organisation=town.practice.pk))
    today = timezone.localdate()
    town.draft.state, town.draft.consultation_closes_on = "consultation", today
    town.draft.consultation_opens_at = timezone.now()
    town.draft.save()
    assert visible_back_tests(other_author).get() == row
    assert not visible_back_tests(colleague).exists()
