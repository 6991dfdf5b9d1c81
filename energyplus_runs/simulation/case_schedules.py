"""Schedules that a case adds to a model: constants, and those that differ within one stretch of hours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby

from energyplus_runs.simulation.idf import IdfModel
from energyplus_runs.simulation.steps_base import Change, Wanted, add, number

LIMITS = "Case values"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `begin` up to `end`, both within one year."""

    begin: datetime
    end: datetime

    @classmethod
    def of_hours(cls, year: int, first: int, count: int) -> Stretch:
        """`count` hours of `year` from place `first` on, 0 being the first hour of 1 January."""
        begin = datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=first)
        return cls(begin, begin + timedelta(hours=count))

    def earlier(self, minutes: int) -> Stretch:
        return Stretch(self.begin - timedelta(minutes=minutes), self.end - timedelta(minutes=minutes))


def add_limits(model: IdfModel) -> Change:
    """The type of all schedules below: any number."""
    return add(model, Wanted("ScheduleTypeLimits", {"Name": LIMITS}))


def add_constant(model: IdfModel, name: str, value: float) -> Change:
    fields = {"Name": name, "Schedule Type Limits Name": LIMITS, "Hourly Value": number(value)}
    return add(model, Wanted("Schedule:Constant", fields))


def add_stretch(model: IdfModel, name: str, stretch: Stretch, *, inside: int) -> Change:
    """A schedule of 0 and 1 that is `inside` within the stretch; design days are never within it."""
    texts = [*_year(stretch, inside)]
    fields = {f"Field {position}": text for position, text in enumerate(texts, start=1)}
    head = {"Name": name, "Schedule Type Limits Name": LIMITS}
    return add(model, Wanted("Schedule:Compact", {**head, **fields}))


def _year(stretch: Stretch, inside: int) -> Iterator[str]:
    """The words of a Schedule:Compact, days that are alike taken together."""
    first = datetime(stretch.begin.year, 1, 1, tzinfo=UTC)
    count = (datetime(stretch.begin.year + 1, 1, 1, tzinfo=UTC) - first).days
    days = [(first + day * _DAY, tuple(_day(stretch, first + day * _DAY, inside))) for day in range(count)]
    for entries, alike in groupby(days, key=lambda day: day[1]):
        last = [day for day, _ in alike][-1]
        yield f"Through: {last.month}/{last.day}"
        if len(entries) > 1 or entries[0][1] == inside:
            yield from ("For: SummerDesignDay WinterDesignDay", "Until: 24:00", str(1 - inside))
            yield "For: AllOtherDays"
        else:
            yield "For: AllDays"
        for until, value in entries:
            yield from (f"Until: {until}", str(value))


def _day(stretch: Stretch, day: datetime, inside: int) -> Iterator[tuple[str, int]]:
    begin, end = max(stretch.begin, day), min(stretch.end, day + _DAY)
    if begin >= end:
        yield "24:00", 1 - inside
        return
    if begin > day:
        yield f"{begin:%H:%M}", 1 - inside
    yield (f"{end:%H:%M}" if end < day + _DAY else "24:00"), inside
    if end < day + _DAY:
        yield "24:00", 1 - inside
