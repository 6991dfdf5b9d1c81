"""How far a run has come, read from what EnergyPlus says on its standard output."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

PHASES = ("starting", "sizing", "warming-up", "simulating", "writing")

_DAYS_OF_YEAR = 365
_LONGEST_LINE = 4096
_DATE = re.compile(r"^(?:Starting|Continuing) Simulation at (\d{2})/(\d{2})(?:/(\d{4}))?")
_LEAP_YEAR = 2000  # any date of any year exists in it


@dataclass(frozen=True, slots=True)
class Progress:
    """`phase` of PHASES; `percent` of the year simulated, 0 to 100; `simulated_to` MM-DD, None before day
    one.
    """

    phase: str = "starting"
    percent: int = 0
    simulated_to: str | None = None


class ProgressReader:
    """Feeds on pieces of standard output, in any cut and any bytes. Phase and percent never go back."""

    def __init__(self) -> None:
        self.now = Progress()
        self._rest = b""

    def feed(self, data: bytes) -> Progress:
        *lines, self._rest = (self._rest + data).split(b"\n")
        self._rest = self._rest[-_LONGEST_LINE:]
        for line in lines:
            self._read(line[:_LONGEST_LINE].decode("utf-8", errors="replace").strip())
        return self.now

    def _read(self, line: str) -> None:
        if line.startswith("Performing Zone Sizing") or line.startswith("Calculating System sizing"):
            self._advance("sizing")
        elif line.startswith("Warming up {"):  # only the run period's has a count in braces
            self._advance("warming-up")
        elif line.startswith("Writing "):
            self._advance("writing", 100)
        elif found := _DATE.match(line):
            self._advance("simulating", *_day(int(found[1]), int(found[2])))

    def _advance(self, phase: str, percent: int = 0, simulated_to: str | None = None) -> None:
        if PHASES.index(phase) < PHASES.index(self.now.phase) or percent < self.now.percent:
            return
        self.now = Progress(phase, percent, simulated_to or self.now.simulated_to)


def _day(month: int, day: int) -> tuple[int, str | None]:
    """The share of the year before this day, in percent, and the day; nothing where there is no such day."""
    try:
        gone = (date(_LEAP_YEAR, month, day) - date(_LEAP_YEAR, 1, 1)).days
    except ValueError:
        return 0, None
    return min(99, gone * 100 // _DAYS_OF_YEAR), f"{month:02d}-{day:02d}"
