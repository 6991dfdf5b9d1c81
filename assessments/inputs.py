"""Reading a design's files with the limits of this service and the words of an edition. Reading twice gives the same."""

from __future__ import annotations

from django.conf import settings

from assessments.carbon.declared import Declared, DeclaredRules, read_declared
from assessments.carbon.declared_subject import SubjectRules
from assessments.carbon.take_off import TakeOff, TakeOffLimits, read_take_off
from assessments.models import Design
from energyplus_runs.selectors import places
from rules.engine.schema import Edition
from standard_site.files.models import StoredFile


def take_off_of(file: StoredFile, name: str) -> TakeOff:
    limits = TakeOffLimits(max_bytes=settings.TAKE_OFF_MAX_BYTES, max_lines=settings.TAKE_OFF_MAX_LINES)
    return read_take_off(file.read_bytes(), name, limits)


def declared_of(file: StoredFile, name: str, edition: Edition) -> Declared:
    return read_declared_bytes(file.read_bytes(), name, edition)


def read_declared_bytes(data: bytes, name: str, edition: Edition) -> Declared:
    """Declared values by the edition's words: its typologies, and its metrics that are declared rather than computed."""
    declarable = frozenset(key for key, metric in edition.metrics.items() if metric.source == "declared")
    rules = DeclaredRules(
        subject=SubjectRules(typologies=frozenset(edition.typologies), places=frozenset(places())),
        metric_keys=declarable,
        max_bytes=settings.DECLARED_MAX_BYTES,
    )
    return read_declared(data, name, rules)


def design_take_off(design: Design) -> TakeOff | None:
    return take_off_of(design.take_off, design.take_off_file_name) if design.take_off else None


def design_declared(design: Design, edition: Edition) -> Declared | None:
    return (
        declared_of(design.declared_file, design.declared_file_name, edition)
        if design.declared_file
        else None
    )
