"""Who may do what to which project. Pages, API and tests ask here and nowhere else."""

from __future__ import annotations

from assessments.models import Project, Submission, SubmissionStatus
from standard_site.accounts.models import Role, User

# What only an assessor does to a project; whoever did anything else to it had a hand in the work.
ASSESSORS_VERBS = (
    *("review-taken", "review-handed-back", "criterion-decided", "review-concluded"),
    *("departure-accepted", "departure-refused"),
)


def is_member(user: User, project: Project) -> bool:
    return project.organisation_id in user.organisation_ids


def can_edit_project(user: User, project: Project) -> bool:
    """Members work on their organisation's projects as long as these are not archived."""
    return is_member(user, project) and project.archived_at is None


def has_worked_on(user: User, project: Project) -> bool:
    """Whether a person had a hand in a project, also one whose organisation they have left since."""
    return project.audit.filter(actor=user).exclude(verb__in=ASSESSORS_VERBS).exists()


def can_review(user: User, project: Project) -> bool:
    """An assessor never reviews a project of an organisation they belong to, nor one they worked on themselves."""
    return user.has_role(Role.ASSESSOR) and not is_member(user, project) and not has_worked_on(user, project)


def is_abandoned(submission: Submission) -> bool:
    """Whether a round lies with somebody who can no longer review it, so that it would lie there for ever."""
    if submission.status != SubmissionStatus.IN_REVIEW:
        return False
    holder = submission.assessor
    return holder is None or not holder.is_active or not can_review(holder, submission.project)


def can_take(user: User, submission: Submission) -> bool:
    """A waiting round may be taken, and one that its assessor cannot go on with."""
    free = submission.status == SubmissionStatus.SUBMITTED or is_abandoned(submission)
    return free and can_review(user, submission.project)


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
