"""Nobody reviews what they worked on, and no round lies for ever with somebody who cannot go on."""

from __future__ import annotations

import pytest

from assessments.actions.reviews import decide, take
from assessments.models import Project, Submission, SubmissionStatus
from assessments.policies import can_review
from assessments.refusal import Conflict, NotAllowed
from assessments.selectors import review_queue
from standard_site.accounts.models import Role, RoleGrant, User
from tests.assessments.cast import Cast, make_design, make_project, make_scored, make_submission, person


def submitted(cast: Cast, project: Project) -> Submission:
    return make_submission(cast, make_scored(cast, make_design(cast, project)))


def fresh(user: User) -> User:
    """The person as the next request would find them."""
    return User.objects.get(pk=user.pk)


def test_who_submitted_cannot_leave_and_pass_their_own_work(cast: Cast, project: Project) -> None:
    submission = submitted(cast, project)
    RoleGrant.objects.create(user=cast.member, role=Role.ASSESSOR)
    cast.member.memberships.all().delete()
    former = fresh(cast.member)
    assert not can_review(former, project)
    assert submission not in review_queue(former)
    with pytest.raises(NotAllowed):
        take(former, submission)


def test_having_reviewed_a_project_is_no_work_on_it(cast: Cast, project: Project) -> None:
    submission = submitted(cast, project)
    take(cast.assessor, submission)
    assert can_review(fresh(cast.assessor), project)
    assert submission in review_queue(fresh(cast.assessor))


@pytest.mark.parametrize("reason", ["role", "account", "deleted"])
def test_a_round_whose_assessor_is_gone_may_be_taken_by_another(
    cast: Cast, project: Project, reason: str
) -> None:
    submission = submitted(cast, project)
    second = person("second", Role.ASSESSOR)
    take(cast.assessor, submission)
    with pytest.raises(Conflict):
        take(second, submission)
    if reason == "role":
        cast.assessor.role_grants.all().delete()
    elif reason == "account":
        User.objects.filter(pk=cast.assessor.pk).update(is_active=False)
    else:
        cast.assessor.delete()
    take(second, submission)
    submission.refresh_from_db()
    assert (submission.status, submission.assessor) == (SubmissionStatus.IN_REVIEW, second)
    decide(second, submission, "b01-upfront-carbon", "accept")


def test_other_projects_of_former_colleagues_may_be_reviewed(cast: Cast, project: Project) -> None:
    other = make_project(cast)
    newcomer = person("newcomer", Role.ASSESSOR, organisation=cast.practice)
    assert not can_review(newcomer, other)
    newcomer.memberships.all().delete()
    assert can_review(fresh(newcomer), other)
