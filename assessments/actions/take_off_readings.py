"""Handing in a take-off that a worker reads, and stopping it."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from assessments.actions.designs import KnownTakeOff, Upload, name_of
from assessments.auditing import record
from assessments.ifc.intake import NotAModel, check_model
from assessments.leased import cancel
from assessments.models import Project, TakeOffBasis
from assessments.policies import can_edit_project
from assessments.refusal import FINDINGS
from assessments.take_off_headers.remembering import remembered_in
from assessments.take_off_readings.findings import FINDINGS as READING_FINDINGS
from assessments.take_off_readings.models import OPEN_READINGS, ReadingKind, ReadingStatus, TakeOffReading
from assessments.take_off_readings.reading import kind_of
from assessments.tasks import read_take_off
from standard_site.accounts.models import User
from standard_site.files.actions import FileTooLarge, Incoming, keep, receive
from standard_site.lib.findings import Finding, Where
from standard_site.lib.refusal import Conflict, NotAllowed, Refused
from standard_site.lib.sending import send_on_commit


def visible_readings(user: User) -> QuerySet[TakeOffReading]:
    """Those of the projects of a person's organisations."""
    mine = TakeOffReading.objects.filter(project__organisation__in=user.organisation_ids)
    return mine.select_related("project__organisation", "take_off", "source", "requested_by")


def request_reading(user: User, project: Project, upload: Upload) -> TakeOffReading:
    """Keep a file and have it read.

    Raises:
        NotAllowed: the person does not work on the project.
        Refused: the file is too large, or no IFC model although its name says so; nothing is kept.
        Conflict: the person has too many open ones.
    """
    if not can_edit_project(user, project):
        raise NotAllowed
    name = name_of(upload.name)
    kind = kind_of(name)
    incoming = _received(upload, name, kind)
    try:
        if kind == ReadingKind.IFC:
            _check_model(incoming, name)
        return _kept(user, project, incoming, name, kind)
    finally:
        incoming.discard()


def cancel_reading(user: User, reading: TakeOffReading) -> bool:
    """Stop a reading; False when it was over already. Raises NotAllowed."""
    if not can_edit_project(user, reading.project):
        raise NotAllowed
    return cancel(reading)


def ifc_upload_bytes() -> int:
    """The largest IFC model that is taken as a file; packed it may be more inside (`IFC_MAX_BYTES`)."""
    most: int = min(settings.IFC_MAX_BYTES, settings.UPLOAD_MAX_BYTES)
    return most


def known_of(user: User, project: Project, reading_id: str) -> KnownTakeOff:
    """What a reading of this project brought. Raises Refused where there is none, or it is not done."""
    reading = visible_readings(user).filter(project=project, pk=reading_id).first()
    if reading is None:
        raise Refused([READING_FINDINGS.make("reading-unknown", Where(field="take_off_reading"))])
    return known_take_off(reading)


def known_take_off(reading: TakeOffReading) -> KnownTakeOff:
    """What a reading brought, for a design. Raises Refused while it is not read, and when it could not be."""
    if reading.status != ReadingStatus.DONE or reading.take_off is None:
        raise Refused([READING_FINDINGS.make("reading-not-done", Where(field="take_off_reading"))])
    basis = TakeOffBasis.IFC if reading.kind == ReadingKind.IFC else TakeOffBasis.DECLARED
    findings = [Finding.from_json(told) for told in reading.findings]
    return KnownTakeOff(reading.take_off, reading.take_off_name, basis, findings)


def _received(upload: Upload, name: str, kind: ReadingKind) -> Incoming:
    table = kind == ReadingKind.TABLE
    most = settings.TAKE_OFF_READING_MAX_BYTES if table else ifc_upload_bytes()
    try:
        return receive(upload.chunks, most)
    except FileTooLarge:
        limit_mb = most // (1024 * 1024)
        raise Refused([FINDINGS.make("file-too-large", Where(file=name), limit_mb=limit_mb)]) from None


def _check_model(incoming: Incoming, name: str) -> None:
    try:
        check_model(incoming.path, name, settings.IFC_MAX_BYTES)
    except NotAModel as refused:
        raise Refused([refused.finding]) from None


@transaction.atomic
def _kept(user: User, project: Project, incoming: Incoming, name: str, kind: ReadingKind) -> TakeOffReading:
    _check_limit(user)
    reading = TakeOffReading.objects.create(
        project=project,
        kind=kind,
        source=keep(incoming),
        file_name=name,
        columns=dict(remembered_in(project.organisation_id)) if kind == ReadingKind.TABLE else {},
        requested_by=user,
        enqueued_at=timezone.now(),
    )
    record(project, user, "take-off-handed-in", reading.pk, name=name)
    send_on_commit(read_take_off.si(str(reading.pk)))
    return reading


def _check_limit(user: User) -> None:
    """One person's requests are counted one after the other, so that many at once cannot pass together."""
    User.objects.select_for_update().get(pk=user.pk)
    most = settings.RUNS_PER_USER_MAX
    if TakeOffReading.objects.filter(requested_by=user, status__in=OPEN_READINGS).count() >= most:
        raise Conflict(READING_FINDINGS.make("reading-too-many", None, most=most))
