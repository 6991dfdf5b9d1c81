"""Taking in a design: model, take-off and declared values, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction

from assessments.auditing import record
from assessments.carbon.take_off import TakeOff, table_head
from assessments.carbon.take_off_columns import NOTHING_SAID, heading_key
from assessments.estimate import (
    ESTIMATE_FINDINGS,
    estimate_csv,
    estimate_findings,
    estimate_name,
    quantities_in,
)
from assessments.inputs import declared_of, take_off_limits, take_off_of
from assessments.models import Design, Project, TakeOffBasis
from assessments.policies import can_edit_project
from assessments.refusal import FINDINGS, NotAllowed, Refused
from assessments.subject import differences, floor_area_difference
from assessments.take_off_headers.remembering import FINDINGS as HEADER_FINDINGS
from assessments.take_off_headers.remembering import Said, checked, remember, remembered_in
from assessments.take_off_readings.findings import FINDINGS as READING_FINDINGS
from energyplus_runs.actions import ModelRefused, accept_model, examine_model
from energyplus_runs.selectors import attachments_of
from energyplus_runs.simulation.attachments import MAX_ATTACHMENTS
from energyplus_runs.simulation.intake import Intake
from standard_site.accounts.models import User
from standard_site.files.actions import FileTooLarge, Incoming, keep, receive
from standard_site.files.models import StoredFile
from standard_site.lib.findings import Finding, Where, has_errors


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it arrives: its name as given, its content in pieces."""

    name: str
    chunks: Iterable[bytes]


@dataclass(frozen=True, slots=True)
class KnownTakeOff:
    """A take-off that was read before, with what was found then; it is not read again.

    `columns` are our columns by heading, as it was read.
    """

    file: StoredFile
    name: str
    basis: TakeOffBasis
    findings: Sequence[Finding]
    columns: Mapping[str, str] = field(default_factory=lambda: NOTHING_SAID)


@dataclass(frozen=True, slots=True)
class DesignFiles:
    """What an architect hands in; a file left out leaves what it would have said undetermined."""

    model: Upload | None = None
    take_off: Upload | None = None
    known_take_off: KnownTakeOff | None = None  # instead of a file
    declared: Upload | None = None
    attachments: Sequence[Upload] = ()  # files that the model names
    take_off_from_model: bool = False  # estimate the take-off from the model instead of reading a file
    # the heading of a column as the take-off has it, by our column; remembered for the organisation
    columns: Mapping[str, str] = field(default_factory=lambda: NOTHING_SAID)


@dataclass(slots=True)
class _Read:
    """What the files said, before anything is kept."""

    findings: list[Finding] = field(default_factory=list)
    received: dict[str, Incoming] = field(default_factory=dict)  # by kind of file
    attachments: list[tuple[str, bytes]] = field(default_factory=list)
    intake: Intake | None = None
    take_off_name: str = ""
    said: dict[str, str] = field(default_factory=dict)  # our column by heading, as the take-off was read


def add_design(
    user: User, project: Project, files: DesignFiles, label: str = "", remarks: Sequence[Finding] = ()
) -> Design:
    """Check and keep a design. Reading happens outside the transaction, so that a large file holds up nobody.

    `remarks` are kept before what is found in the files.

    Raises:
        NotAllowed: the person does not work on the project.
        Refused: with every finding of every file; nothing is kept.
    """
    if not can_edit_project(user, project):
        raise NotAllowed
    if not (files.model or files.take_off or files.known_take_off or files.declared):
        code = "attachments-without-model" if files.attachments else "design-empty"
        raise Refused([FINDINGS.make(code, Where(field="files"))])
    read = _Read(findings=[*remarks])
    try:
        _read_files(files, project, read)
        if has_errors(read.findings):
            raise Refused(read.findings)
        return _keep(user, project, files, read, label)
    finally:
        for incoming in read.received.values():
            incoming.discard()


def take_off_taken_over(design: Design) -> KnownTakeOff | None:
    """A design's own take-off for another, with what was found in it; reading it again could only find the same."""
    if design.take_off is None:
        return None
    attached = attachments_of(design.model) if design.model is not None else ()
    of_others = {design.model_file_name, design.declared_file_name, *(name for name, _ in attached)}
    found = [Finding.from_json(told) for told in design.findings]
    return KnownTakeOff(
        design.take_off,
        design.take_off_file_name,
        TakeOffBasis(design.take_off_basis),
        [one for one in found if one.where.file is not None and one.where.file not in of_others],
        design.take_off_columns,
    )


def _read_files(files: DesignFiles, project: Project, read: _Read) -> None:
    _take_attachments(files, read)
    model = _receive("model", files.model, settings.MODEL_MAX_BYTES, read)
    if model is not None:
        _examine(model, _name(files.model), read)
    _take_take_off(files, project, read)
    subject = None
    declared = _receive("declared", files.declared, settings.DECLARED_MAX_BYTES, read)
    if declared is not None:
        name = _name(files.declared)
        said = declared_of(declared.read_bytes(), name, project.edition.loaded())
        read.findings += [*said.findings, *differences(project, said.subject, name)]
        subject = said.subject
    if read.intake is not None and read.intake.summary is not None:
        area_m2 = read.intake.summary.floor_area_m2
        read.findings += floor_area_difference(project, subject, area_m2, _name(files.model))


def _take_take_off(files: DesignFiles, project: Project, read: _Read) -> None:
    """The take-off as handed in, or as the model gives it, is read here; one that was read before is not."""
    if files.known_take_off is not None:
        _take_known(files, files.known_take_off, read)
        return
    upload = _estimate(files, read) if files.take_off_from_model else files.take_off
    read.take_off_name = _name(upload)
    take_off = _receive("take_off", upload, settings.TAKE_OFF_MAX_BYTES, read)
    read.findings += checked(files.columns)
    if take_off is not None:
        said = Said(remembered_in(project.organisation_id), files.columns)
        _read_take_off(take_off.read_bytes(), said, read)
    elif files.columns and not has_errors(read.findings):
        read.findings.append(HEADER_FINDINGS.make("heading-without-file", Where(field="columns")))


def _take_known(files: DesignFiles, known: KnownTakeOff, read: _Read) -> None:
    if files.take_off is not None or files.take_off_from_model:
        read.findings.append(READING_FINDINGS.make("reading-and-take-off", Where(field="take_off_reading")))
    read.take_off_name, read.said = known.name, dict(known.columns)
    read.findings += known.findings


def _read_take_off(data: bytes, said: Said, read: _Read) -> None:
    name = read.take_off_name
    take_off = take_off_of(data, name, said.by_heading)
    read.said = {heading_key(heading): column for heading, column in take_off.said}
    read.findings += [*_headings_not_there(data, take_off, said, name), *take_off.findings]


def _headings_not_there(data: bytes, take_off: TakeOff, said: Said, name: str) -> Iterable[Finding]:
    """A heading that was given for a column and is none of the file's: a misspelt one would say nothing."""
    used = {heading_key(heading) for heading, _ in take_off.said}
    if all(heading_key(heading) in used for heading in said.now.values()):
        return
    head = table_head(data, name, take_off_limits(), said.by_heading)
    if head is None:
        return
    there = {heading_key(heading) for heading in head.header}
    for column, heading in said.now.items():
        if heading_key(heading) not in there:
            where = Where(file=name, line=head.line, field="columns", object=column)
            seen = ", ".join(cell for cell in head.header if cell)
            yield HEADER_FINDINGS.make("heading-not-there", where, heading=heading, seen=seen)


def _estimate(files: DesignFiles, read: _Read) -> Upload | None:
    """The take-off that the model gives; None, and a finding, when there is a file as well or no model."""
    if files.take_off is not None or files.model is None:
        code = "estimate-needs-model" if files.model is None else "estimate-and-take-off"
        read.findings.append(ESTIMATE_FINDINGS.make(code, Where(field="take_off_from_model")))
        return None
    if read.intake is None:  # refused, with findings of its own
        return None
    found = quantities_in(read.intake)
    name = _name(files.model)
    read.findings += estimate_findings(found, name)
    return Upload(estimate_name(name), [estimate_csv(found)])


def _take_attachments(files: DesignFiles, read: _Read) -> None:
    """Receive what is attached to the model, within one limit for all of it; only what the model names is kept."""
    left = settings.ATTACHMENTS_MAX_BYTES
    if files.attachments and files.model is None:
        read.findings.append(FINDINGS.make("attachments-without-model", Where(field="attachments")))
        return
    for upload in files.attachments[: MAX_ATTACHMENTS + 1]:  # one too many is enough for the refusal
        try:
            incoming = receive(upload.chunks, left)
        except FileTooLarge:
            limit_mb = settings.ATTACHMENTS_MAX_BYTES // (1024 * 1024)
            where = Where(file=_name(upload))
            read.findings.append(FINDINGS.make("attachments-too-large", where, limit_mb=limit_mb))
            return
        left -= incoming.size_bytes
        read.attachments.append((_name(upload), incoming.read_bytes()))
        incoming.discard()


def _receive(kind: str, upload: Upload | None, limit_bytes: int, read: _Read) -> Incoming | None:
    if upload is None:
        return None
    try:
        read.received[kind] = receive(upload.chunks, limit_bytes)
    except FileTooLarge:
        where = Where(file=_name(upload))
        read.findings.append(FINDINGS.make("file-too-large", where, limit_mb=limit_bytes // (1024 * 1024)))
    return read.received.get(kind)


def _examine(model: Incoming, name: str, read: _Read) -> None:
    try:
        read.intake = examine_model(model.read_bytes(), name, read.attachments)
    except ModelRefused as refused:
        read.findings += refused.findings
    else:
        read.findings += read.intake.findings


@transaction.atomic
def _keep(user: User, project: Project, files: DesignFiles, read: _Read, label: str) -> Design:
    project = Project.objects.select_for_update().get(pk=project.pk)
    if not can_edit_project(user, project):  # archived while the files were read
        raise NotAllowed
    kept = {kind: keep(incoming) for kind, incoming in read.received.items()}
    last = project.designs.order_by("-number").first()
    design = Design.objects.create(
        project=project,
        number=last.number + 1 if last else 1,
        label=label.strip(),
        model=accept_model(kept["model"], read.intake) if read.intake is not None else None,
        model_file_name=_name(files.model),
        take_off=files.known_take_off.file if files.known_take_off else kept.get("take_off"),
        take_off_file_name=read.take_off_name,
        take_off_columns=read.said,
        take_off_basis=_basis(files),
        declared_file=kept.get("declared"),
        declared_file_name=_name(files.declared),
        findings=[finding.to_json() for finding in read.findings],
        created_by=user,
    )
    if files.columns:
        remember(user, project.organisation, files.columns)
    record(project, user, "design-added", design.pk, number=design.number, label=design.label)
    return design


def _basis(files: DesignFiles) -> TakeOffBasis:
    if files.known_take_off is not None:
        return files.known_take_off.basis
    return TakeOffBasis.ENERGY_MODEL if files.take_off_from_model else TakeOffBasis.DECLARED


def _name(upload: Upload | None) -> str:
    return name_of(upload.name) if upload is not None else ""


def name_of(given: str) -> str:
    """The last part of a name, printable; names are shown, never used as paths."""
    last = given.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(character for character in last if character.isprintable())[:255]
