"""The door for uploaded models: what is read, what is wrong with it, and the canonical text that goes on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain, islice
from pathlib import PurePath

from energyplus_runs.simulation.attachments import (
    MAX_ATTACHED_BYTES,
    Attachment,
    read_attachments,
    unused,
)
from energyplus_runs.simulation.catalogue import CATALOGUE
from energyplus_runs.simulation.control_programs import check_programs
from energyplus_runs.simulation.decoding import decode
from energyplus_runs.simulation.epjson import read_epjson
from energyplus_runs.simulation.geometry_checks import check_geometry, check_multipliers
from energyplus_runs.simulation.installation import Engine
from energyplus_runs.simulation.model_checks import check_model
from energyplus_runs.simulation.model_view import Model
from energyplus_runs.simulation.operation import Use, read_use
from energyplus_runs.simulation.placement import Placement, place
from energyplus_runs.simulation.refusals import refused
from energyplus_runs.simulation.schedule_files import ScheduleFiles, read_schedule_files
from energyplus_runs.simulation.schema_index import SchemaIndex, load_schema
from energyplus_runs.simulation.shape_checks import check_shape
from energyplus_runs.simulation.summary import ModelSummary, summarise
from energyplus_runs.simulation.tokens import MAX_FINDINGS, RawObject, tokenise, write
from energyplus_runs.simulation.use_checks import check_use
from energyplus_runs.simulation.versions import (
    NOT_READ,
    check_version,
    declared_version,
    with_current_version,
)
from standard_site.lib.findings import Finding, Severity, Where, has_errors

INTAKE_VERSION = "3"


class ModelFormat(StrEnum):
    """How a model is written."""

    IDF = "idf"
    EPJSON = "epjson"


@dataclass(frozen=True, slots=True)
class IntakeLimits:
    """What one model may weigh: `max_bytes` and, for all files attached to it, `max_attached_bytes` [bytes]; `max_objects`."""

    max_bytes: int = 16 * 1024 * 1024
    max_objects: int = 100_000
    max_attached_bytes: int = MAX_ATTACHED_BYTES


@dataclass(frozen=True, slots=True)
class Intake:
    """What came of an upload. `text` is canonical IDF text and, like `summary`, there only when accepted.

    `attachments` are those of the attached files that the model names, under the names it uses.
    """

    accepted: bool
    format: ModelFormat
    encoding: str | None
    version: str | None
    text: str | None
    objects: tuple[RawObject, ...]
    findings: tuple[Finding, ...]
    summary: ModelSummary | None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class _View:
    """A sound model as it is looked at; its use is read only when its form holds."""

    model: Model
    files: ScheduleFiles
    placement: Placement
    use: Use | None


@dataclass(frozen=True, slots=True)
class _Reading:
    """What was read of a file before it is judged; without a schema the file was not read through."""

    format: ModelFormat
    encoding: str | None = None
    objects: tuple[RawObject, ...] = ()
    schema: SchemaIndex | None = None
    view: _View | None = None


def examine(
    data: bytes,
    file_name: str,
    engine: Engine,
    limits: IntakeLimits | None = None,
    attachments: Sequence[tuple[str, bytes]] = (),
) -> Intake:
    """Read and check an uploaded model with the files attached to it (name, content).

    Never raises for anything the bytes may hold.
    """
    limits = limits or IntakeLimits()
    if len(data) > limits.max_bytes:
        note = CATALOGUE.make("file-too-large", None, size=len(data), most=limits.max_bytes)
        return _answer(file_name, _Reading(ModelFormat.IDF), [note])
    decoded, notes = decode(data)
    form = _format_of(file_name, decoded.text)
    if decoded.encoding is None:
        return _answer(file_name, _Reading(form), notes)
    schema = load_schema(engine.schema)
    read = tokenise if form is ModelFormat.IDF else read_epjson
    tokens = read(decoded.text, schema, limits.max_objects)
    objects = _with_schema_spelling(tokens.objects, schema)
    found = [*notes, *tokens.findings]
    reading = _Reading(form, decoded.encoding, objects, schema)
    if not has_errors(found):
        found += islice(_check(objects, schema), MAX_FINDINGS + 1)
        attached = read_attachments(attachments, limits.max_attached_bytes)
        model = Model(objects, schema)
        files = read_schedule_files(model, attached)
        found += [*attached.findings, *files.findings, *unused(attachments, files.used)]
        if not has_errors(found):
            view, judged = _judge(model, files)
            reading, found = replace(reading, view=view), [*found, *judged]
    return _answer(file_name, reading, found)


def _judge(model: Model, files: ScheduleFiles) -> tuple[_View, list[Finding]]:
    """What an assessor would ask about a model that can be read; of its use only when its form holds."""
    placement = place(model)
    found = [*_templates(model), *check_multipliers(model), *check_geometry(model, placement)]
    if has_errors(found):
        return _View(model, files, placement, None), found
    use = read_use(model, placement, files.schedules)
    return _View(model, files, placement, use), [*found, *check_use(model, placement, use)]


def _templates(model: Model) -> Iterator[Finding]:
    """That the engine will write templates out: what stands for them is not in the model as it is read here."""
    count = sum(number for name, number in model.counts().items() if name.startswith("HVACTemplate:"))
    if count:
        yield CATALOGUE.make("templates-expanded", Where(object="HVACTemplate"), count=count)


def _format_of(file_name: str, text: str) -> ModelFormat:
    """By the first character, for names lie; by the name where the text says nothing."""
    start = text.lstrip()[:1]
    if start in ("{", "["):
        return ModelFormat.EPJSON
    named_json = PurePath(file_name).suffix.lower() in (".epjson", ".json")
    return ModelFormat.EPJSON if named_json and not start else ModelFormat.IDF


def _with_schema_spelling(objects: Sequence[RawObject], schema: SchemaIndex) -> tuple[RawObject, ...]:
    return tuple(
        replace(item, type_name=spec.name) if (spec := schema.find(item.type_name)) else item
        for item in objects
    )


def _check(objects: Sequence[RawObject], schema: SchemaIndex) -> Iterator[Finding]:
    """All checks, in the order in which a person would mend what they find."""
    if not objects:
        yield CATALOGUE.make("not-a-model")
        return
    version = check_version(objects)
    yield from version
    if any(finding.code in NOT_READ for finding in version):
        return  # what is written for another release is not to be measured by this one
    problems = list(islice(chain(refused(objects, schema), check_shape(objects, schema)), MAX_FINDINGS))
    yield from problems
    if problems and any(finding.code == "version-accepted-as-25-2" for finding in version):
        yield CATALOGUE.make("version-does-not-fit", version[0].where, version=declared_version(objects)[0])
    yield from check_programs(objects, schema)
    yield from check_model(objects, schema)


def _answer(file_name: str, reading: _Reading, findings: Sequence[Finding]) -> Intake:
    view, summary = reading.view, None
    if view is not None and not has_errors(findings):
        summary = summarise(view.model, view.placement, view.use)
    accepted = summary is not None
    canonical = with_current_version(reading.objects) if accepted else reading.objects
    return Intake(
        accepted=accepted,
        format=reading.format,
        encoding=reading.encoding,
        version=declared_version(reading.objects)[0],
        text=write(canonical) if accepted else None,
        objects=canonical,
        findings=_told(findings, summary, file_name),
        summary=summary,
        attachments=view.files.used if accepted and view is not None else (),
    )


def _told(findings: Sequence[Finding], summary: ModelSummary | None, file_name: str) -> tuple[Finding, ...]:
    """The findings as shown: errors first, each with the file's name, not more than a person can read."""
    shown = [item for item in findings if item.code != "version-accepted-as-25-2" or summary is not None]
    shown.sort(key=lambda finding: list(Severity).index(finding.severity))
    if len(shown) > MAX_FINDINGS:
        shown = [*shown[:MAX_FINDINGS], CATALOGUE.make("more-findings", None, most=MAX_FINDINGS)]
    if summary is not None and any(zone.multiplier > 1 for zone in summary.zones):
        shown.append(_multipliers(summary))
    return tuple(
        replace(item, where=replace(item.where, file=item.where.file or file_name)) for item in shown
    )


def _multipliers(summary: ModelSummary) -> Finding:
    """How much of the floor area is there by multiplication only."""
    multiplied = [zone for zone in summary.zones if zone.multiplier > 1]
    drawn = sum(zone.floor_area_m2 or 0.0 for zone in multiplied)
    counted = sum((zone.floor_area_m2 or 0.0) * zone.multiplier for zone in multiplied)
    most = max(zone.multiplier for zone in multiplied)
    values = {"drawn": f"{drawn:.1f}", "counted": f"{counted:.1f}", "most": most}
    return CATALOGUE.make("zone-multipliers", None, count=len(multiplied), **values)
