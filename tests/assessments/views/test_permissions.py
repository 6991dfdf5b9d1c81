"""Every page by role: nobody signs in first, strangers find nothing, the wrong role is told no."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from assessments.models import Assessment, Design, Project, Submission
from tests.assessments.cast import Cast
from tests.assessments.views.conftest import Browse

CRITERION = "b01-upfront-carbon"
# name -> which fixture its address takes, method, and the status for member, assessor (of another body) and stranger
PAGES = {
    "project": ("project", "get", 200, 200, 404),
    "project-edit": ("project", "get", 200, 403, 404),
    "project-audit": ("project", "get", 200, 200, 404),
    "design-new": ("project", "get", 200, 403, 404),
    "project-archive": ("project", "post", 302, 403, 404),
    "project-restore": ("project", "post", 302, 403, 404),
    "design": ("design", "get", 200, 200, 404),
    "assess": ("design", "post", 302, 403, 404),
    "assessment": ("scored", "get", 200, 200, 404),
    "assessment-cancel": ("scored", "post", 302, 403, 404),
    "scorecard-json": ("scored", "get", 200, 200, 404),
    "submit": ("scored", "post", 409, 403, 404),  # a round is open already
    "review": ("submission", "get", 200, 200, 404),
    "review-take": ("submission", "post", 403, 302, 404),
    "review-hand-back": ("submission", "post", 403, 409, 404),  # nobody has taken it yet
    "review-conclude": ("submission", "post", 403, 409, 404),
    "submission-withdraw": ("submission", "post", 302, 403, 404),
}


@pytest.fixture
def things(project: Project, design: Design, scored: Assessment, submission: Submission) -> dict[str, Any]:
    return {"project": project, "design": design, "scored": scored, "submission": submission}


def visited(client: Client, things: dict[str, Any], method: str | None = None) -> dict[str, int]:
    """The status of every page, each as if it were the only one visited."""
    statuses = {}
    for name, (thing, usual, *_) in PAGES.items():
        with transaction.atomic():
            address = reverse(f"assessments:{name}", args=[things[thing].pk])
            statuses[name] = getattr(client, method or usual)(address).status_code
            transaction.set_rollback(True)
    return statuses


def test_member(browse: Browse, cast: Cast, things: dict[str, Any]) -> None:
    assert visited(browse(cast.member), things) == {name: page[2] for name, page in PAGES.items()}


def test_assessor_of_another_body(browse: Browse, cast: Cast, things: dict[str, Any]) -> None:
    assert visited(browse(cast.assessor), things) == {name: page[3] for name, page in PAGES.items()}


@pytest.mark.parametrize("who", ["stranger", "author", "operator"])
def test_people_who_may_not_see(who: str, browse: Browse, cast: Cast, things: dict[str, Any]) -> None:
    assert visited(browse(getattr(cast, who)), things) == {name: page[4] for name, page in PAGES.items()}


def test_nobody_is_sent_to_sign_in(browse: Browse, things: dict[str, Any]) -> None:
    assert set(visited(browse(None), things).values()) == {302}
    answer = browse(None).get(reverse("assessments:project", args=[things["project"].pk]))
    assert "/account/login/" in answer["Location"]


def test_changes_need_post(browse: Browse, cast: Cast, things: dict[str, Any]) -> None:
    statuses = visited(browse(cast.member), things, method="get")
    assert {name for name, status in statuses.items() if status == 405} == {
        name for name, page in PAGES.items() if page[1] == "post"
    }


def test_changes_need_the_csrf_token(cast: Cast, project: Project) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.member, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(reverse("assessments:project-archive", args=[project.pk])).status_code == 403


def test_an_assessor_does_not_review_their_own_house(
    browse: Browse, cast: Cast, submission: Submission
) -> None:
    own = browse(cast.inside_assessor)
    assert own.post(reverse("assessments:review-take", args=[submission.pk])).status_code == 403
    assert submission.project.name not in own.get(reverse("assessments:review-queue")).content.decode()


def test_the_queue_is_for_assessors(browse: Browse, cast: Cast) -> None:
    assert browse(cast.member).get(reverse("assessments:review-queue")).status_code == 403


def test_an_assessor_sees_no_draft(browse: Browse, cast: Cast, scored: Assessment) -> None:
    """Before it is submitted, an assessment is the architects' own affair."""
    assert browse(cast.assessor).get(reverse("assessments:assessment", args=[scored.pk])).status_code == 404
