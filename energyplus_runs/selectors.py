"""Reading models, runs, places and stations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from energyplus_runs.library.reading import with_library
from energyplus_runs.models import OPEN_STATES, EnergyModel, Run, RunStatus
from energyplus_runs.operating.switch import takes_new_work
from energyplus_runs.operating.workers import living_slots
from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.field_units import unit_of
from energyplus_runs.simulation.installation import Engine, find_engine
from energyplus_runs.simulation.schema_index import load_schema
from energyplus_runs.simulation.weather import Gazetteer, Place, Station
from standard_site.files.models import StoredFile


@lru_cache(maxsize=1)
def engine() -> Engine:
    """The EnergyPlus installation this process uses.

    Raises:
        SimulationError: none is installed where the settings say.
    """
    return find_engine(settings.ENERGYPLUS_DIR)


def gazetteer() -> Gazetteer:
    """The places and stations that are shipped with those of the weather library."""
    return with_library()


def places() -> Mapping[str, Place]:
    return gazetteer().places


def station_of(place: Place) -> Station:
    return gazetteer().station_of(place)


@lru_cache(maxsize=4096)
def field_unit(type_name: str, field_name: str) -> str | None:
    """The unit of an object's field, by the words a change is told with; None where it has none or nobody knows."""
    try:
        schema = load_schema(engine().schema)
    except SimulationError:
        return None
    return unit_of(schema, type_name, field_name)


def attachments_of(model: EnergyModel) -> list[tuple[str, StoredFile]]:
    """The files a model reads, each under the bare name by which the model calls it, in the order of their names."""
    return [(item["name"], StoredFile(digest=item["digest"])) for item in model.attachments]


def stale_runs() -> QuerySet[Run]:
    """Runs that nobody works on although somebody could: the lease ran out, or the message was lost on the way.

    While every worker has a run, those that wait are not lost; they wait.
    """
    now = timezone.now()
    lost_message = now - timedelta(seconds=settings.RUN_LEASE_S)
    stale = Q(status=RunStatus.RUNNING, lease_expires_at__lt=now)
    if _somebody_could():
        stale |= Q(status=RunStatus.QUEUED, waits_for__isnull=True, enqueued_at__lt=lost_message)
        stale |= Q(status=RunStatus.QUEUED, enqueued_at__isnull=True, requested_at__lt=lost_message)
    return Run.objects.filter(stale).order_by("requested_at")


def _somebody_could() -> bool:
    """Whether new work is taken and a worker has none; nobody known means that nobody said otherwise."""
    slots = living_slots()
    busy = Run.objects.filter(status=RunStatus.RUNNING).count()
    return takes_new_work() and (slots == 0 or busy < slots)


def open_runs_of(user: Any) -> int:
    """What a person has waiting or running; all cases of one assessment count as one."""
    mine = Run.objects.filter(requested_by=user, status__in=OPEN_STATES)
    assessments = mine.filter(assessments__isnull=False).values("assessments").order_by().distinct()
    return assessments.count() + mine.filter(assessments__isnull=True).count()


def same_work_done(cache_key: str) -> Run | None:
    """A finished run of exactly the same prepared model, weather, engine build and options, with its files."""
    done = Run.objects.filter(cache_key=cache_key, status=RunStatus.SUCCEEDED, cached_from__isnull=True)
    return done.filter(prepared__isnull=False).order_by("ended_at").first()
