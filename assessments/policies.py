"""Who may do what to which project. Pages, API and tests ask here and nowhere else."""

from __future__ import annotations

from assessments.models import Project, Submission, SubmissionStatus
from standard_site.accounts.models import Role, User


def is_member(user: User, project: Project) -> bool:
    return project.organisation_id in user.organisation_ids


def can_edit_project(user: User, project: Project) -> bool:
    """Members work on their organisation's projects as long as these are not archived."""
    return is_member(user, project) and project.archived_at is None


def can_review(user: User, project: Project) -> bool:
    """An assessor never reviews a project of an organisation they belong to."""
    return user.has_role(Role.ASSESSOR) and not is_member(user, project)


def can_take(user: User, submission: Submission) -> bool:
    return submission.status == SubmissionStatus.SUBMITTED and can_review(user, submission.project)


def can_decide(user: User, submission: Submission) -> bool:
    """Only the assessor who took a submission decides on it."""
    return (
        submission.status == SubmissionStatus.IN_REVIEW
        and submission.assessor_id == user.pk
        and can_review(user, submission.project)
    )


def can_withdraw(user: User, submission: Submission) -> bool:
    """Until an assessor has taken it, the architects may take a submission back."""
    return submission.status == SubmissionStatus.SUBMITTED and is_member(user, submission.project)
