"""Every step of a review in every state, by every kind of person; two at once; what the history says."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from assessments.actions.assess import request_assessment
from assessments.actions.reviews import conclude, decide, hand_back, submit, take, withdraw
from assessments.models import AuditEntry, Decision, Project, Submission, SubmissionStatus
from assessments.refusal import Conflict, NotAllowed, Refused
from assessments.reviews import criterion_keys
from standard_site.accounts.models import Role
from tests.assessments.cast import Cast, make_design, make_scored, make_submission, person

Status = SubmissionStatus
STEPS: dict[str, Callable[..., Any]] = {
    "withdraw": lambda cast, it: withdraw(cast.member, it),
    "take": lambda cast, it: take(cast.assessor, it),
    "hand_back": lambda cast, it: hand_back(cast.assessor, it),
    "decide": lambda cast, it: decide(cast.assessor, it, "b01-upfront-carbon", "accept"),
    "conclude": lambda cast, it: conclude(cast.assessor, it),
}
ALLOWED = {
    ("withdraw", Status.SUBMITTED): Status.WITHDRAWN,
    ("take", Status.SUBMITTED): Status.IN_REVIEW,
    ("hand_back", Status.IN_REVIEW): Status.SUBMITTED,
    ("decide", Status.IN_REVIEW): Status.IN_REVIEW,
    ("conclude", Status.IN_REVIEW): Status.ACCEPTED,
}


@pytest.fixture
def submission(cast: Cast, project: Project) -> Submission:
    return make_submission(cast, make_scored(cast, make_design(cast, project)))


def accept_all(cast: Cast, submission: Submission) -> None:
    for key in criterion_keys(submission):
        Decision.objects.create(
            submission=submission, criterion_key=key, verdict="accept", decided_by=cast.assessor
        )


def in_state(cast: Cast, submission: Submission, status: SubmissionStatus) -> None:
    assessor = None if status in (Status.SUBMITTED, Status.WITHDRAWN) else cast.assessor
    Submission.objects.filter(pk=submission.pk).update(status=status, assessor=assessor)
    accept_all(cast, submission)


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("step", list(STEPS))
def test_each_step_is_possible_in_its_state_only(
    cast: Cast, submission: Submission, step: str, status: SubmissionStatus
) -> None:
    in_state(cast, submission, status)
    entries = AuditEntry.objects.count()
    expected = ALLOWED.get((step, status))
    if expected is None:
        with pytest.raises(Conflict) as conflict:
            STEPS[step](cast, submission)
        assert conflict.value.finding.code == "submission-moved-on"
    else:
        STEPS[step](cast, submission)
    submission.refresh_from_db()
    assert submission.status == (expected or status)
    assert AuditEntry.objects.count() - entries == (expected is not None)


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.IN_REVIEW])
@pytest.mark.parametrize("who", ["member", "stranger", "inside_assessor", "author", "operator"])
@pytest.mark.parametrize("act", [take, hand_back, conclude])
def test_only_assessors_of_elsewhere_review(
    cast: Cast, submission: Submission, act: Callable[..., Any], who: str, status: SubmissionStatus
) -> None:
    in_state(cast, submission, status)
    with pytest.raises(NotAllowed):
        act(getattr(cast, who), submission)
    with pytest.raises(NotAllowed):
        decide(getattr(cast, who), submission, "b01-upfront-carbon", "accept")


@pytest.mark.parametrize("who", ["stranger", "assessor", "author", "operator"])
def test_only_members_submit_and_withdraw(cast: Cast, submission: Submission, who: str) -> None:
    with pytest.raises(NotAllowed):
        withdraw(getattr(cast, who), submission)
    with pytest.raises(NotAllowed):
        submit(getattr(cast, who), submission.assessment)


def test_another_assessor_cannot_go_on_with_it(cast: Cast, submission: Submission) -> None:
    take(cast.assessor, submission)
    other = person("other-assessor", Role.ASSESSOR)
    for act in (
        lambda: decide(other, submission, "b01-upfront-carbon", "accept"),
        lambda: conclude(other, submission),
        lambda: hand_back(other, submission),
        lambda: take(other, submission),
    ):
        with pytest.raises(Conflict):
            act()


@pytest.mark.parametrize(
    ("key", "verdict", "reason", "code"),
    [
        ("b01-upfront-carbon", "maybe", "", "verdict-unknown"),
        ("b99-nothing", "accept", "", "criterion-unknown"),
        ("b01-upfront-carbon", "query", "", "reason-missing"),
        ("b01-upfront-carbon", "reject", "  \n", "reason-missing"),
    ],
)
def test_a_decision_needs_a_criterion_a_verdict_and_a_reason(  # noqa: PLR0917
    cast: Cast, submission: Submission, key: str, verdict: str, reason: str, code: str
) -> None:
    take(cast.assessor, submission)
    with pytest.raises(Refused) as refused:
        decide(cast.assessor, submission, key, verdict, reason)
    assert [finding.code for finding in refused.value.findings] == [code]
    assert not Decision.objects.exists()


def test_the_newest_word_counts_and_the_older_stay(cast: Cast, submission: Submission) -> None:
    take(cast.assessor, submission)
    accept_all(cast, submission)
    decide(cast.assessor, submission, "b01-upfront-carbon", "reject", "The concrete is missing.")
    assert conclude(cast.assessor, submission, " See B01. ").status == Status.CHANGES_REQUESTED
    assert submission.decisions.filter(criterion_key="b01-upfront-carbon").count() == 2
    submission.refresh_from_db()
    assert (submission.conclusion, submission.concluded_at is not None) == ("See B01.", True)


def test_nothing_is_concluded_with_a_criterion_undecided(cast: Cast, submission: Submission) -> None:
    take(cast.assessor, submission)
    accept_all(cast, submission)
    submission.decisions.filter(criterion_key="b01-upfront-carbon").delete()
    with pytest.raises(Refused) as refused:
        conclude(cast.assessor, submission)
    assert "b01-upfront-carbon" in refused.value.findings[0].message["en"]


def test_rounds_follow_one_another(cast: Cast, submission: Submission) -> None:
    assessment = submission.assessment
    with pytest.raises(Conflict) as open_round:
        submit(cast.member, assessment)
    assert open_round.value.finding.code == "submission-already-open"
    withdraw(cast.member, submission)
    second = submit(cast.member, assessment, "Again.")
    assert (submission.round, second.round) == (1, 2)
    take(cast.assessor, second)
    accept_all(cast, second)
    conclude(cast.assessor, second)
    assert submit(cast.member, assessment).round == 3


def test_without_a_score_there_is_nothing_to_review(cast: Cast, project: Project) -> None:
    assessment = request_assessment(cast.member, make_design(cast, project), send=False)
    with pytest.raises(Conflict) as refused:
        submit(cast.member, assessment)
    assert refused.value.finding.code == "submit-without-score"


def test_the_history_tells_each_step(cast: Cast, submission: Submission) -> None:
    take(cast.assessor, submission)
    hand_back(cast.assessor, submission)
    take(cast.assessor, submission)
    decide(cast.assessor, submission, "b01-upfront-carbon", "query", "Which concrete?")
    accept_all(cast, submission)
    conclude(cast.assessor, submission)
    rows = AuditEntry.objects.filter(project=submission.project).order_by("pk")
    assert [(row.verb, row.actor) for row in rows][-6:] == [
        ("submitted", cast.member),
        ("review-taken", cast.assessor),
        ("review-handed-back", cast.assessor),
        ("review-taken", cast.assessor),
        ("criterion-decided", cast.assessor),
        ("review-concluded", cast.assessor),
    ]
    decided = rows.get(verb="criterion-decided")
    assert (decided.target, decided.detail["reason"]) == ("b01-upfront-carbon", "Which concrete?")


def test_a_line_of_the_history_cannot_be_changed(cast: Cast, submission: Submission) -> None:
    entry = AuditEntry.objects.filter(project=submission.project).latest("pk")
    entry.verb = "never-happened"
    with pytest.raises(TypeError, match="never changed"):
        entry.save()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", ["take", "submit"])
def test_of_two_at_once_one_succeeds(cast: Cast, submission: Submission, step: str) -> None:
    """Two assessors take the same submission; two members submit the same project."""
    people = [cast.assessor, person("other-assessor", Role.ASSESSOR)]
    if step == "submit":
        withdraw(cast.member, submission)
        people = [cast.member, cast.inside_assessor]
    start, outcomes = threading.Barrier(2), []

    def act(who: Any) -> None:
        start.wait()
        try:
            take(who, submission) if step == "take" else submit(who, submission.assessment)
            outcomes.append("done")
        except Conflict as refused:
            outcomes.append(refused.finding.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    moved_on = "submission-moved-on" if step == "take" else "submission-already-open"
    assert sorted(outcomes) == ["done", moved_on]
