"""Take-offs that wait until somebody says what their columns are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from assessments.models import Project
from assessments.policies import can_edit_project
from assessments.refusal import NotAllowed
from assessments.retention import forget_unattached
from assessments.take_off_headers.models import WaitingTakeOff
from standard_site.accounts.models import User
from standard_site.files.actions import store_bytes
from standard_site.lib.findings import Finding

KEPT: Final = timedelta(days=7)
_ABOUT_COLUMNS: Final = frozenset({"take-off-missing-column", "take-off-column-twice"})


def is_about_columns(findings: Sequence[Finding]) -> bool:
    """Whether a take-off was refused for a header that people can explain."""
    return any(finding.code in _ABOUT_COLUMNS for finding in findings)


def visible_waiting(user: User) -> QuerySet[WaitingTakeOff]:
    """Those of the projects of a person's organisations that are still kept."""
    since = timezone.now() - KEPT
    mine = WaitingTakeOff.objects.filter(
        project__organisation__in=user.organisation_ids, brought_at__gte=since
    )
    return mine.select_related("project__organisation", "file")


@transaction.atomic
def let_wait(user: User, project: Project, name: str, data: bytes) -> WaitingTakeOff:
    """Keep a take-off for a week.

    Raises:
        NotAllowed: the person does not work on the project.
    """
    if not can_edit_project(user, project):
        raise NotAllowed
    return WaitingTakeOff.objects.create(
        project=project,
        file=store_bytes(data),
        file_name=name,
        brought_by=user,
        brought_at=timezone.now(),
    )


def forget_old_waiting() -> int:
    """Let go of those that nobody explained in time; how many."""
    cutoff = timezone.now() - KEPT
    old = list(WaitingTakeOff.objects.filter(brought_at__lt=cutoff).values_list("pk", "file_id"))
    WaitingTakeOff.objects.filter(pk__in=[pk for pk, _ in old]).delete()
    forget_unattached({str(digest) for _, digest in old}, unless_since=cutoff)
    return len(old)
