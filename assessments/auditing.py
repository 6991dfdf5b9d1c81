"""One line in a project's audit trail, written in the transaction of the change it tells of."""

from __future__ import annotations

from typing import Any

from assessments.models import AuditEntry, Project


def record(project: Project, actor: Any, verb: str, target: object = "", **detail: Any) -> None:
    most = AuditEntry._meta.get_field(
        "target"
    ).max_length  # a long name is cut; what it names is in the detail
    AuditEntry.objects.create(
        project=project, actor=actor, verb=verb, target=str(target)[:most], detail=detail
    )
