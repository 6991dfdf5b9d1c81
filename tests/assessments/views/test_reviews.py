"""Submission, queue, workspace, decisions, conclusion; and two people at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from assessments.actions.reviews import decide, take
from assessments.models import Assessment, Decision, Submission, SubmissionStatus
from assessments.reviews import criterion_keys
from standard_site.accounts.models import Organisation, Role
from tests.assessments.cast import Cast, person
from tests.assessments.views.conftest import Browse


def post(client: Any, name: str, *args: Any, **data: str) -> Any:
    return client.post(reverse(f"assessments:{name}", args=args), data)


def decide_all(cast: Cast, submission: Submission, verdict: str = "accept") -> None:
    for key in criterion_keys(submission):
        decide(cast.assessor, submission, key, verdict, "because")


def test_the_architect_submits_with_a_note(browse: Browse, cast: Cast, scored: Assessment) -> None:
    answer = post(browse(cast.member), "submit", scored.pk, note="First <round>")
    assert answer.status_code == 302
    page = browse(cast.assessor).get(reverse("assessments:review-queue")).content.decode()
    assert scored.design.project.name in page
    submission = Submission.objects.get()
    workspace = (
        browse(cast.assessor).get(reverse("assessments:review", args=[submission.pk])).content.decode()
    )
    assert "First &lt;round&gt;" in workspace


def test_an_empty_queue(browse: Browse, cast: Cast) -> None:
    page = browse(cast.assessor).get(reverse("assessments:review-queue")).content.decode()
    assert "Nothing waits for review" in page


def test_two_assessors_reach_for_the_same(browse: Browse, cast: Cast, submission: Submission) -> None:
    second = person("second", Role.ASSESSOR, organisation=Organisation.objects.create(name="Second body"))
    assert post(browse(cast.assessor), "review-take", submission.pk).status_code == 302
    answer = post(browse(second), "review-take", submission.pk)
    assert answer.status_code == 409
    assert "submission-moved-on" in answer.content.decode()
    submission.refresh_from_db()
    assert submission.assessor == cast.assessor
    assert (
        post(
            browse(second), "review-decide", submission.pk, "b01-upfront-carbon", verdict="accept"
        ).status_code
        == 409
    )


def test_the_architect_withdraws_while_the_assessor_takes(
    browse: Browse, cast: Cast, submission: Submission
) -> None:
    take(cast.assessor, submission)
    assert post(browse(cast.member), "submission-withdraw", submission.pk).status_code == 409


def test_deciding_leads_to_the_next_without_a_decision(browse: Browse, cast: Cast, taken: Submission) -> None:
    keys = criterion_keys(taken)
    answer = post(browse(cast.assessor), "review-decide", taken.pk, keys[0], verdict="accept")
    assert answer["Location"].endswith(f"?criterion={keys[1]}")
    page = browse(cast.assessor).get(answer["Location"]).content.decode()
    assert f"1 of {len(keys)} decided" in page


@pytest.mark.parametrize("verdict", ["query", "reject"])
def test_an_objection_needs_its_reason(verdict: str, browse: Browse, cast: Cast, taken: Submission) -> None:
    answer = post(
        browse(cast.assessor), "review-decide", taken.pk, "b01-upfront-carbon", verdict=verdict, reason=" "
    )
    assert answer.status_code == 422
    assert "needs its reason" in str(answer.context["decision_form"].errors["reason"])
    assert not Decision.objects.exists()


def test_a_verdict_nobody_can_give(browse: Browse, cast: Cast, taken: Submission) -> None:
    answer = post(browse(cast.assessor), "review-decide", taken.pk, "b01-upfront-carbon", verdict="perhaps")
    assert answer.status_code == 422
    assert "verdict" in answer.context["decision_form"].errors


def test_a_criterion_the_scorecard_lacks(browse: Browse, cast: Cast, taken: Submission) -> None:
    answer = post(browse(cast.assessor), "review-decide", taken.pk, "z99-nothing", verdict="accept")
    assert answer.status_code == 422
    assert not Decision.objects.exists()


def test_changing_ones_mind_keeps_what_was_said(browse: Browse, cast: Cast, taken: Submission) -> None:
    client = browse(cast.assessor)
    post(
        client, "review-decide", taken.pk, "b01-upfront-carbon", verdict="query", reason="Where is the roof?"
    )
    post(client, "review-decide", taken.pk, "b01-upfront-carbon", verdict="accept")
    address = reverse("assessments:review", args=[taken.pk])
    page = client.get(address, {"criterion": "b01-upfront-carbon"}).content.decode()
    assert "Earlier in this round" in page
    assert "Where is the roof?" in page


def test_concluding_needs_every_decision(browse: Browse, cast: Cast, taken: Submission) -> None:
    answer = post(browse(cast.assessor), "review-conclude", taken.pk, conclusion="Done")
    assert answer.status_code == 422
    assert "criteria-undecided" in answer.content.decode()


def test_objections_come_back_to_the_architect_and_are_answered(
    browse: Browse, cast: Cast, taken: Submission, scored: Assessment
) -> None:
    decide_all(cast, taken)
    decide(cast.assessor, taken, "b01-upfront-carbon", "reject", "The slab is missing.")
    post(browse(cast.assessor), "review-conclude", taken.pk, conclusion="Please mend.")
    taken.refresh_from_db()
    assert taken.status == SubmissionStatus.CHANGES_REQUESTED
    project = reverse("assessments:project", args=[taken.project_id])
    for address in (project, reverse("assessments:assessment", args=[scored.pk])):
        page = browse(cast.member).get(address).content.decode()
        assert "The slab is missing." in page
        assert "Please mend." in page
    assert "Answer the assessor&#x27;s queries" in browse(cast.member).get("/en/projects/").content.decode()
    post(browse(cast.member), "submit", scored.pk, note="The slab is there, line 12.")
    second = Submission.objects.get(round=2)
    address = reverse("assessments:review", args=[second.pk])
    shown = browse(cast.assessor).get(address, {"criterion": "b01-upfront-carbon"}).content.decode()
    assert "In earlier rounds" in shown
    assert "The slab is missing." in shown


def test_acceptance(browse: Browse, cast: Cast, taken: Submission) -> None:
    decide_all(cast, taken)
    answer = browse(cast.assessor).post(
        reverse("assessments:review-conclude", args=[taken.pk]), {"conclusion": "Well done."}, follow=True
    )
    assert answer.status_code == 200
    taken.refresh_from_db()
    assert taken.status == SubmissionStatus.ACCEPTED


def test_handing_back(browse: Browse, cast: Cast, taken: Submission) -> None:
    assert post(browse(cast.assessor), "review-hand-back", taken.pk).status_code == 302
    taken.refresh_from_db()
    assert taken.status == SubmissionStatus.SUBMITTED


def test_the_workspace_takes_few_queries(
    browse: Browse, cast: Cast, taken: Submission, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    decide_all(cast, taken)
    client = browse(cast.assessor)
    address = reverse("assessments:review", args=[taken.pk])
    client.get(address)
    with django_assert_max_num_queries(18):
        client.get(address)
    with django_assert_max_num_queries(10):
        client.get(reverse("assessments:review-queue"))


def test_the_architect_may_read_the_workspace_but_not_decide(
    browse: Browse, cast: Cast, taken: Submission
) -> None:
    page = browse(cast.member).get(reverse("assessments:review", args=[taken.pk])).content.decode()
    assert "Record the decision" not in page
    assert (
        post(
            browse(cast.member), "review-decide", taken.pk, "b01-upfront-carbon", verdict="accept"
        ).status_code
        == 403
    )
