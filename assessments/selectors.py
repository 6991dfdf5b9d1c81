"""Reading projects and what belongs to them, always through the eyes of one person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery, UUIDField

from assessments.models import (
    OPEN_SUBMISSIONS,
    Assessment,
    AssessmentStatus,
    AuditEntry,
    Decision,
    Design,
    Project,
    Scorecard,
    Submission,
    SubmissionStatus,
)
from assessments.options.models import Option
from assessments.options.selectors import visible_studies
from assessments.policies import ASSESSORS_VERBS
from energyplus_runs.models import OPEN_STATES, Run
from rules.models import Edition
from rules.selectors import affected_by
from standard_site.accounts.models import Role, User

_REVIEWABLE = (
    SubmissionStatus.SUBMITTED,
    SubmissionStatus.IN_REVIEW,
    SubmissionStatus.ACCEPTED,
    SubmissionStatus.CHANGES_REQUESTED,
)


def projects_of(user: User) -> QuerySet[Project]:
    """The projects of the organisations a person belongs to, archived ones too."""
    return Project.objects.filter(organisation__in=user.organisation_ids)


def visible_projects(user: User) -> QuerySet[Project]:
    """A member's own, and for an assessor those that were submitted for review."""
    return Project.objects.filter(
        _of_member(user, "organisation") | _submitted(user, "organisation", "submissions")
    ).distinct()


def visible_assessments(user: User) -> QuerySet[Assessment]:
    """A member's own; an assessor sees the assessments that were submitted, no drafts."""
    organisation = "design__project__organisation"
    return Assessment.objects.filter(
        _of_member(user, organisation) | _submitted(user, organisation, "submissions")
    ).distinct()


def visible_designs(user: User) -> QuerySet[Design]:
    organisation = "project__organisation"
    return Design.objects.filter(
        _of_member(user, organisation) | _submitted(user, organisation, "assessments__submissions")
    ).distinct()


def visible_runs(user: User) -> QuerySet[Run]:
    """Those of the assessments a person may see, and those of measures that were tried on a member's own designs."""
    tried = Option.objects.filter(study__in=visible_studies(user)).values("run")
    return Run.objects.filter(Q(assessments__in=visible_assessments(user)) | Q(pk__in=tried)).distinct()


def visible_submissions(user: User) -> QuerySet[Submission]:
    """A member's own, withdrawn ones too; for an assessor those of other organisations."""
    own = _of_member(user, "project__organisation")
    if not user.has_role(Role.ASSESSOR):
        return Submission.objects.filter(own)
    others = Q(status__in=_REVIEWABLE) & ~_of_member(user, "project__organisation")
    return Submission.objects.filter(own | others)


def project_list(user: User) -> QuerySet[Project]:
    """One row per current project with its last score and what waits, newest first, in one query."""
    last = Assessment.objects.filter(design__project=OuterRef("pk")).order_by("-requested_at")
    last_scored = Scorecard.objects.filter(assessment__design__project=OuterRef("pk")).order_by("-created_at")
    last_round = Submission.objects.filter(project=OuterRef("pk")).order_by("-round")
    return (
        projects_of(user)
        .filter(archived_at__isnull=True)
        .select_related("organisation")
        .annotate(
            design_count=Count("designs", distinct=True),
            last_assessment_id=Subquery(last.values("pk")[:1], output_field=UUIDField()),
            last_status=Subquery(last.values("status")[:1]),
            last_scored_id=Subquery(last_scored.values("assessment_id")[:1], output_field=UUIDField()),
            last_gate=Subquery(last_scored.values("gate")[:1]),
            last_score=Subquery(last_scored.values("score_total")[:1]),
            review_status=Subquery(last_round.values("status")[:1]),
        )
        .order_by("-created_at")
    )


def designs_with_scores(project: Project, among: QuerySet[Design]) -> QuerySet[Design]:
    """The designs of a project a person may see, newest first, each with its assessments and scorecards."""
    assessments = Assessment.objects.select_related("scorecard", "edition").order_by("-requested_at")
    return (
        among.filter(project=project)
        .select_related("model", "created_by")
        .prefetch_related(Prefetch("assessments", queryset=assessments))
        .order_by("-number")
    )


def review_queue(user: User) -> QuerySet[Submission]:
    """What waits for any assessor, and what this one has in hand; the oldest first."""
    return (
        visible_submissions(user)
        .filter(status__in=OPEN_SUBMISSIONS)
        .exclude(project__organisation__in=user.organisation_ids)
        .exclude(project__in=_worked_on(user))
        .select_related("project__organisation", "assessment__scorecard", "assessor", "submitted_by")
        .order_by("submitted_at")
    )


def newest_decisions(submission: Submission) -> dict[str, Decision]:
    """The word that counts on each criterion."""
    rows = submission.decisions.select_related("decided_by").order_by("decided_at", "pk")
    return {row.criterion_key: row for row in rows}


def scorecards_touched_by(corrigendum: Edition) -> QuerySet[Scorecard]:
    """The scorecards made with the edition that a corrigendum corrects, if any criterion's result can differ."""
    if not affected_by(corrigendum):
        return Scorecard.objects.none()
    made_with = Scorecard.objects.filter(assessment__edition__corrections__edition=corrigendum)
    return made_with.select_related("assessment__design__project").order_by("created_at")


def projects_touched_by(corrigendum: Edition) -> QuerySet[Project]:
    """The projects such scorecards belong to."""
    return Project.objects.filter(
        designs__assessments__scorecard__in=scorecards_touched_by(corrigendum)
    ).distinct()


def audit_of(project: Project) -> QuerySet[AuditEntry]:
    return project.audit.select_related("actor").order_by("-at", "-pk")


def assessments_to_score() -> Iterable[Any]:
    """Assessments whose runs are all over but which have no end yet."""
    return (
        Assessment.objects.filter(status=AssessmentStatus.SIMULATING)
        .annotate(open_runs=Count("runs", filter=Q(runs__status__in=OPEN_STATES)))
        .filter(open_runs=0)
        .order_by(F("requested_at"))
        .values_list("pk", flat=True)
    )


def _worked_on(user: User) -> QuerySet[AuditEntry, Any]:
    """The projects a person had a hand in, as `policies.has_worked_on` says."""
    return AuditEntry.objects.filter(actor=user).exclude(verb__in=ASSESSORS_VERBS).values("project")


def _of_member(user: User, organisation: str) -> Q:
    return Q(**{f"{organisation}__in": user.organisation_ids})


def _submitted(user: User, organisation: str, submissions: str) -> Q:
    """What an assessor may see of other organisations; nothing for everybody else."""
    if not user.has_role(Role.ASSESSOR):
        return Q(pk__in=[])
    return Q(**{f"{submissions}__status__in": _REVIEWABLE}) & ~_of_member(user, organisation)
