"""The lines of an .err file that say why a run failed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from energyplus_runs.models import Run
from standard_site.lib.storage import FileMissing

MOST_LINES = 30
_MARKS = ("** Severe", "**  Fatal", "**   ~~~   **")


def error_lines(run: Run) -> list[str]:
    """The severe and fatal lines with what belongs to them, the first thirty; none where nothing was kept."""
    if run.error_file is None:
        return []
    try:
        text = run.error_file.read_bytes().decode("utf-8", errors="replace")
    except FileMissing:
        return []
    return list(islice(_telling(text), MOST_LINES))


def _telling(text: str) -> Iterator[str]:
    inside = False
    for line in text.splitlines():
        if any(mark in line for mark in _MARKS[:2]):
            inside = True
        elif _MARKS[2] not in line:
            inside = False
        if inside:
            yield line.strip()
