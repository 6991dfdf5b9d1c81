"""What the protocol changed, as files to take away: a table, JSON, and the two texts of the model side by side."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from assessments.presentation.preparation import ChangeShown, changes_shown
from energyplus_runs.simulation.model_diff import model_diff
from energyplus_runs.simulation.numerals import parse_number
from standard_site.files.models import StoredFile

COLUMNS = ("step", "action", "object", "name", "field", "before", "after", "unit")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
TYPES: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "diff": "text/plain; charset=utf-8",
}


def as_csv(steps: Sequence[Mapping[str, Any]]) -> bytes:
    """The changes, one a line; UTF-8 with a byte order mark so that spreadsheets read Chinese right."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(_line(change) for change in changes_shown(steps))
    return ("\ufeff" + text.getvalue()).encode()


def as_json(steps: Sequence[Mapping[str, Any]], about: Mapping[str, Any]) -> bytes:
    """The steps as they were recorded, with what they were done to."""
    return json.dumps({**about, "steps": list(steps)}, ensure_ascii=False, indent=1).encode()


def as_diff(original: StoredFile, prepared: StoredFile) -> bytes:
    """The model before and after; the last line says how much was left out, if anything was."""
    diff = model_diff(original.read_text(), prepared.read_text())
    rest = [f"# {diff.left_out} more lines differ."] if diff.left_out else []
    return "\n".join((*diff.lines, *rest, "")).encode()


def _line(change: ChangeShown) -> tuple[str, ...]:
    told = (change.action, change.object, change.name, change.field, change.before, change.after)
    return (change.step, *(_cell(text) for text in told), change.unit)


def _cell(text: str) -> str:
    """A text of an uploaded model; a spreadsheet must not take it for a formula, and a number stays one."""
    return f"'{text}" if text.startswith(_FORMULA) and parse_number(text) is None else text
