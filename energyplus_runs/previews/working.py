"""Working out previews: asked for by a page, done by a worker, kept by the key of all they are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import structlog
from celery import Signature
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.db.models import F, QuerySet
from django.utils import timezone

from energyplus_runs.findings import FINDINGS, code_of
from energyplus_runs.known import key_of_request
from energyplus_runs.library.files import laid_out
from energyplus_runs.models import EnergyModel
from energyplus_runs.previews.models import Preview, PreviewStatus
from energyplus_runs.selectors import engine, places, station_of
from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.preparation import Prepared, prepare
from energyplus_runs.simulation.protocol import read_protocol
from standard_site.files.actions import store_bytes
from standard_site.lib.sending import send_on_commit

log = structlog.get_logger(__name__)

PREPARE = "energyplus_runs.tasks.prepare_preview"
AFTER_SCORES = 6  # and before simulations (`following.SIMULATIONS_LAST`), however many are asked for


def preview_of(model: EnergyModel, place_key: str, protocol: Mapping[str, Any]) -> Preview | None:
    """What is known of preparing this model; None when nobody asked, or nothing can be prepared at this place."""
    key = key_of_request(model, place_key, protocol, (), None)
    return Preview.objects.filter(key=key).first() if key else None


def ask_for_preview(model: EnergyModel, place_key: str, protocol: Mapping[str, Any]) -> Preview | None:
    """Have a preview worked out unless it is known, one that failed once more; None when nothing can be prepared here."""
    key = key_of_request(model, place_key, protocol, (), None)
    if not key:
        return None
    wanted = {"model": model, "place_key": place_key, "protocol": dict(protocol)}
    preview, made = Preview.objects.get_or_create(key=key, defaults={**wanted, "sent_at": timezone.now()})
    if made or _waits_again(preview):
        send_on_commit(_message(key))
    return preview


def _waits_again(preview: Preview) -> bool:
    """What failed may have failed for want of storage or of workers, which is no word on the model."""
    again = {"status": PreviewStatus.WAITING, "attempts": 0, "findings": [], "sent_at": timezone.now()}
    failed = Preview.objects.filter(pk=preview.pk, status=PreviewStatus.FAILED)
    if not failed.update(**again, ended_at=None):
        return False
    preview.refresh_from_db()
    return True


def send_left_behind() -> None:
    """Send again what no worker has answered; several at once end with the same row."""
    now = timezone.now()
    lost = timedelta(seconds=settings.RUN_LEASE_S)
    for key in _waiting().filter(sent_at__lt=now - lost).values_list("key", flat=True):
        if _waiting().filter(key=key).update(sent_at=now):
            send_on_commit(_message(key))


def work_out(key: str) -> None:
    """Prepare the model of a waiting preview. Safe to call twice.

    Raises:
        OperationalError, InterfaceError: the database is out of reach; the sweep has it done again.
    """
    preview = _waiting().select_related("model__canonical").filter(key=key).first()
    if preview is None or not _attempt(preview):
        return
    try:
        done = _prepared(preview)
    except SimulationError as error:
        _end(key, PreviewStatus.FAILED, findings=[finding.to_json() for finding in error.findings])
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # a defect of ours must not be tried again and again
        log.exception("preview-defect", preview=key)
        _end(key, PreviewStatus.FAILED, findings=[FINDINGS.make(code_of(error)).to_json()])
    else:
        _end(
            key,
            PreviewStatus.DONE,
            prepared=store_bytes(done.text.encode("utf-8")),
            preparation=[asdict(step) for step in done.steps],
            findings=[finding.to_json() for finding in done.findings],
        )


def _attempt(preview: Preview) -> bool:
    """Count an attempt; a model that made its workers disappear too often is given up."""
    if preview.attempts >= settings.RUN_MAX_ATTEMPTS:
        lost = FINDINGS.make("run-lost-too-often", attempts=preview.attempts)
        _end(preview.key, PreviewStatus.FAILED, findings=[lost.to_json()])
        return False
    _waiting().filter(key=preview.key).update(attempts=F("attempts") + 1)
    return True


def _prepared(preview: Preview) -> Prepared:
    place = places()[preview.place_key]
    text = preview.model.canonical.read_text()
    station = laid_out(station_of(place))
    return prepare(text, engine(), place, station, read_protocol(preview.protocol))


def _end(key: str, status: PreviewStatus, **fields: Any) -> None:
    _waiting().filter(key=key).update(status=status, ended_at=timezone.now(), **fields)


def _waiting() -> QuerySet[Preview]:
    return Preview.objects.filter(status=PreviewStatus.WAITING)


def _message(key: str) -> Signature:
    told: Signature = Signature(PREPARE, args=(key,), immutable=True).set(priority=AFTER_SCORES)
    return told
