"""Reading a design's files with the limits of this service and the words of an edition. Reading twice gives the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from django.conf import settings

from assessments.carbon.declared import Declared, DeclaredRules, read_declared
from assessments.carbon.declared_subject import SubjectRules
from assessments.carbon.spreadsheets import is_workbook
from assessments.carbon.take_off import Progress, TakeOff, TakeOffLimits, read_take_off
from assessments.carbon.take_off_columns import NOTHING_SAID
from assessments.carbon.take_off_text import repeated_lines
from assessments.models import Design
from energyplus_runs.selectors import places
from rules.engine.schema import Edition
from rules.selectors import shipped_metric_keys
from standard_site.files.models import StoredFile

STATED = ("declared", "metered")  # the sources of metrics that a design team states in a file


def take_off_limits() -> TakeOffLimits:
    """How much of a take-off this service reads in a request."""
    return TakeOffLimits(max_bytes=settings.TAKE_OFF_MAX_BYTES, max_lines=settings.TAKE_OFF_MAX_LINES)


def large_take_off_limits() -> TakeOffLimits:
    """How much a worker reads, and what is read again of what was taken in."""
    return TakeOffLimits(
        max_bytes=settings.TAKE_OFF_READING_MAX_BYTES, max_lines=settings.TAKE_OFF_READING_MAX_LINES
    )


def take_off_of(
    data: bytes,
    name: str,
    said: Mapping[str, str] = NOTHING_SAID,
    limits: TakeOffLimits | None = None,
    on_progress: Progress | None = None,
) -> TakeOff:
    """A take-off, within the limits of a request where none are given.

    `said` is our column by heading, where people said it; `on_progress` as for `read_take_off`.
    """
    read = read_take_off(data, name, limits or take_off_limits(), said, on_progress)
    return replace(read, findings=(*read.findings, *repeated_lines(read.lines, name)))


def declared_of(data: bytes, name: str, edition: Edition) -> Declared:
    """Declared values by the edition's words: its typologies, and its metrics that are stated rather than computed."""
    declarable = frozenset(key for key, metric in edition.metrics.items() if metric.source in STATED)
    rules = DeclaredRules(
        subject=SubjectRules(typologies=frozenset(edition.typologies), places=frozenset(places())),
        metric_keys=declarable,
        computed_keys=frozenset(edition.metrics) - declarable,
        elsewhere=shipped_metric_keys,
        max_bytes=settings.DECLARED_MAX_BYTES,
    )
    return read_declared(data, name, rules)


def design_take_off(design: Design) -> TakeOff | None:
    """The take-off of a design, None when it has none."""
    if design.take_off_id is None:
        return None
    said = tuple(sorted(design.take_off_columns.items()))
    return _take_off(str(design.take_off_id), design.take_off_file_name, said)


def take_off_is_large(design: Design) -> bool:
    """Whether a take-off has more lines than a request works through; scores and downloads take all of them."""
    return design.take_off_id is not None and _rows(str(design.take_off_id)) > settings.TAKE_OFF_MAX_LINES + 1


@lru_cache(maxsize=256)
def _rows(digest: str) -> int:
    """Rows of a table; a workbook that was taken in a request is never large."""
    data = StoredFile(digest=digest).read_bytes()
    return 0 if is_workbook(data) else data.count(b"\n")


@lru_cache(
    maxsize=4
)  # pages, scores and options read the same one in turn; of a large one each holds some 100 MB
def _take_off(digest: str, name: str, said: tuple[tuple[str, str], ...]) -> TakeOff:
    return take_off_of(StoredFile(digest=digest).read_bytes(), name, dict(said), large_take_off_limits())


def design_declared(design: Design, edition: Edition) -> Declared | None:
    """The declared values of a design, None when it has none."""
    if design.declared_file_id is None:
        return None
    return _declared(str(design.declared_file_id), design.declared_file_name, edition)


@lru_cache(
    maxsize=8
)  # read when a score is asked for and again when it is worked out; a file kept never changes
def _declared(digest: str, name: str, edition: Edition) -> Declared:
    return declared_of(StoredFile(digest=digest).read_bytes(), name, edition)
