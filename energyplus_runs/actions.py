"""What a person can do with models and runs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from celery import Signature
from django.conf import settings
from django.utils import timezone

from energyplus_runs.estimating import expected_s, weight_of
from energyplus_runs.following import as_follow_up, message
from energyplus_runs.known import key_of_request, take_known
from energyplus_runs.leasing import end_unwanted
from energyplus_runs.models import OPEN_STATES, TYPICAL, EnergyModel, Run
from energyplus_runs.selectors import engine
from energyplus_runs.simulation.geometry import scene
from energyplus_runs.simulation.intake import INTAKE_VERSION, Intake, IntakeLimits, examine
from energyplus_runs.simulation.model_view import Model
from energyplus_runs.simulation.placement import place
from energyplus_runs.simulation.quantities import QUANTITIES_VERSION, ModelQuantities, quantities
from energyplus_runs.simulation.schema_index import load_schema
from energyplus_runs.simulation.tokens import RawObject, tokenise
from standard_site.files.actions import store_bytes
from standard_site.files.models import StoredFile
from standard_site.lib.findings import Finding
from standard_site.lib.sending import send_on_commit


class ModelRefused(Exception):
    """The model cannot be used; the findings say why, where and what to do."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("; ".join(str(finding) for finding in findings))
        self.findings = findings


def examine_model(data: bytes, file_name: str, attachments: Sequence[tuple[str, bytes]] = ()) -> Intake:
    """Read a model and the files attached to it (name, content) without keeping anything.

    Raises:
        ModelRefused: with every finding.
    """
    limits = IntakeLimits(
        max_bytes=settings.MODEL_MAX_BYTES,
        max_objects=settings.MODEL_MAX_OBJECTS,
        max_attached_bytes=settings.ATTACHMENTS_MAX_BYTES,
    )
    intake = examine(data, file_name, engine(), limits, attachments)
    if not intake.accepted:
        raise ModelRefused(tuple(intake.findings))
    return intake


def accept_model(file: StoredFile, intake: Intake) -> EnergyModel:
    """Keep what intake read; the same files read by the same intake are kept once."""
    if intake.summary is None or intake.text is None:
        raise ModelRefused(tuple(intake.findings))
    attachments = _store_attachments(intake)
    known = {
        "file": file,
        "intake_version": INTAKE_VERSION,
        "format": str(intake.format),
        "attachments_digest": _digest_of(attachments),
    }
    found = EnergyModel.objects.filter(**known).first()
    if found is not None:
        return found
    model, _ = EnergyModel.objects.get_or_create(
        **known,
        defaults={
            "attachments": attachments,
            "canonical": store_bytes(intake.text.encode("utf-8")),
            "scene": _store_scene(intake),
            "encoding": intake.encoding or "",
            "engine_version": intake.version or "",
            "summary": intake.summary.to_json(),
            "quantities": read_quantities(intake.objects).to_json(),
            "findings": [finding.to_json() for finding in intake.findings],
        },
    )
    return model


def quantities_of(model: EnergyModel) -> ModelQuantities:
    """The quantities of materials in a model; one that was accepted before they were kept is read once more.

    Raises:
        SimulationError: no engine is installed that could say how the model is read.
    """
    stored = model.quantities
    if stored is None or stored["version"] != QUANTITIES_VERSION:
        schema = load_schema(engine().schema)
        objects = tokenise(model.canonical.read_text(), schema, settings.MODEL_MAX_OBJECTS).objects
        stored = model.quantities = read_quantities(objects).to_json()
        model.save(update_fields=["quantities"])
    return ModelQuantities.from_json(stored)


def read_quantities(objects: Sequence[RawObject]) -> ModelQuantities:
    """The quantities of materials in the objects of a model that was accepted."""
    model = Model(objects, load_schema(engine().schema))
    return quantities(model, place(model))


def _store_attachments(intake: Intake) -> list[dict[str, str]]:
    """Keep the files the model names, as the engine will read them."""
    return [{"name": item.name, "digest": store_bytes(item.data).digest} for item in intake.attachments]


def _digest_of(attachments: list[dict[str, str]]) -> str:
    """One name for a set of attachments; empty for none."""
    text = json.dumps(attachments, ensure_ascii=False, sort_keys=True) if attachments else ""
    return hashlib.sha256(text.encode("utf-8")).hexdigest() if text else ""


def _store_scene(intake: Intake) -> StoredFile:
    drawn = scene(intake.objects, load_schema(engine().schema)).to_json()
    return store_bytes(json.dumps(drawn, ensure_ascii=False).encode("utf-8"))


def request_run(  # noqa: PLR0913, PLR0917 - all that a run is made from
    model: EnergyModel,
    place_key: str,
    protocol: Mapping[str, Any],
    user: Any,
    case: str = TYPICAL,
    treatments: Sequence[Mapping[str, Any]] = (),
    expected_hours: int | None = None,
) -> Run:
    """Ask for a simulation. The row waits until `enqueue` sends it; a sweep sends it if nobody does.

    `treatments` are done to the model beyond the protocol; its results must span `expected_hours` [h], a year if None.
    """
    return Run.objects.create(
        model=model,
        place_key=place_key,
        protocol=dict(protocol),
        case=case,
        treatments=[dict(treatment) for treatment in treatments],
        expected_hours=expected_hours,
        request_key=key_of_request(model, place_key, protocol, treatments, expected_hours),
        requested_by=user,
    )


def enqueue(run: Run, follow_up: Signature | None = None) -> None:
    """Put a run into the queue, unless its answer is known; `follow_up` is sent when it is over, however it ends."""
    if take_known(run):
        if follow_up is not None:
            send_on_commit(follow_up)
        return
    weight = weight_of(run.model.summary)
    Run.objects.filter(pk=run.pk).update(
        enqueued_at=timezone.now(),
        weight=weight,
        expected_s=expected_s(run, weight),
        follow_up=as_follow_up(follow_up) if follow_up is not None else None,
    )
    send_on_commit(message())


def cancel_run(run: Run) -> bool:
    """Stop a run: a waiting one ends at once, a running one as soon as its worker sees the wish (about a second).

    Returns False when it was over already.
    """
    open_one = Run.objects.filter(pk=run.pk, status__in=OPEN_STATES)
    wished = open_one.update(cancel_requested_at=timezone.now())
    end_unwanted(run.pk)
    return bool(wished)
