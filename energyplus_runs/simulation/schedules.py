"""What the schedules of a model say for a year, hour by hour, in all the forms in which EnergyPlus takes them.

The year has 365 days and begins on a Sunday, as 2017 did; holidays and design days are left out. Source: EnergyPlus 25.2
Input Output Reference, group Schedules.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from energyplus_runs.simulation.model_view import Model, ModelObject
from energyplus_runs.simulation.numerals import parse_number
from energyplus_runs.simulation.schedule_files import FileSchedule

DAYS = 365
HOURS = 24
Day = tuple[float, ...]  # 24 hourly means
_MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEK = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_WEEKDAYS, _WEEKENDS = range(1, 6), (0, 6)
_MOST_FIELDS = 500_000  # read in all schedules together
_NOTHING: Day = (0.0,) * HOURS  # what the engine takes for days of the week that nothing is said of
_CLOCK = re.compile(r"(\d{1,2})(?::(\d{1,2}))?")
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})")


@dataclass(frozen=True, slots=True)
class Year:
    """A year of a schedule: its different `days`, and for each of the 365 which of them it is."""

    days: tuple[Day, ...]
    of_day: tuple[int, ...]

    @property
    def lowest(self) -> float:
        return min(min(day) for day in self.days)

    @property
    def highest(self) -> float:
        return max(max(day) for day in self.days)

    def hours_at(self) -> dict[float, int]:
        """How many hours of the year each value stands for; hours within which it changes have their mean."""
        counts = self._counts()
        found: dict[float, int] = {}
        for day, times in zip(self.days, counts, strict=True):
            for value in day:
                found[value] = found.get(value, 0) + times
        return found

    def full_hours(self) -> float:
        """Hours of the year at the value 1 that add up to the same [h]."""
        return sum(sum(day) * times for day, times in zip(self.days, self._counts(), strict=True))

    def mean_day(self, weekdays: bool) -> Day:
        """The mean Monday to Friday, or the mean of Saturdays and Sundays."""
        wanted = _WEEKDAYS if weekdays else _WEEKENDS
        counts = [0] * len(self.days)
        for number, index in enumerate(self.of_day):
            counts[index] += number % 7 in wanted
        total = sum(counts)
        return tuple(
            sum(day[hour] * times for day, times in zip(self.days, counts, strict=True)) / total
            for hour in range(HOURS)
        )

    def _counts(self) -> list[int]:
        counts = [0] * len(self.days)
        for index in self.of_day:
            counts[index] += 1
        return counts


class Schedules:
    """The schedules of a model by name, each worked out once and only when asked for."""

    def __init__(self, model: Model, files: Mapping[str, FileSchedule]) -> None:
        self._files = files
        self._left = _MOST_FIELDS
        self._years: dict[str, Year | None] = {}
        self._by_name = {
            item.name.lower(): item
            for item in model.of("Schedule:Constant", "Schedule:Compact", "Schedule:Year", "Schedule:File")
        }
        self._weeks = {
            item.name.lower(): item for item in model.of("Schedule:Week:Daily", "Schedule:Week:Compact")
        }
        self._day_objects = {
            item.name.lower(): item
            for item in model.of("Schedule:Day:Hourly", "Schedule:Day:Interval", "Schedule:Day:List")
        }
        self._days: dict[str, Day | None] = {}

    def year(self, name: str) -> Year | None:
        """The year of a schedule; None when there is none of that name or it cannot be read."""
        key = name.lower()
        if key not in self._years:
            item = self._by_name.get(key)
            self._years[key] = self._read(item) if item is not None and self._afford(item) else None
        return self._years[key]

    def line(self, name: str) -> int | None:
        """The line a schedule stands on."""
        item = self._by_name.get(name.lower())
        return item.raw.line if item is not None else None

    def _afford(self, item: ModelObject) -> bool:
        self._left -= len(item.raw.fields)
        return self._left >= 0

    def _read(self, item: ModelObject) -> Year | None:
        match item.spec.name:
            case "Schedule:Constant":
                value = item.number("hourly_value") if item.text("hourly_value") else 0.0
                return None if value is None else constant(value)
            case "Schedule:Compact":
                return _year_of(_compact(item))
            case "Schedule:Year":
                return _year_of(self._ranges(item))
        found = self._files.get(item.name.lower())
        return _from_file(found) if found is not None else None

    def _ranges(self, item: ModelObject) -> Iterator[tuple[int, int, Sequence[Day | None]]]:
        """The weeks of a Schedule:Year with the days they hold for."""
        for week_name, *dates in item.groups():
            months = [parse_number(text) for text in dates]
            first = _day_number(months[0], months[1])
            last = _day_number(months[2], months[3])
            week = self._weeks.get(week_name.lower())
            if week is None or first is None or last is None or not self._afford(week):
                yield 0, DAYS - 1, (None,) * 7
            elif first <= last:
                yield first, last, self._week(week)
            else:  # over the turn of the year
                yield first, DAYS - 1, self._week(week)
                yield 0, last, self._week(week)

    def _week(self, week: ModelObject) -> list[Day | None]:
        if week.spec.name == "Schedule:Week:Daily":
            return [self._day(week.text(f"{day}_schedule_day_name")) for day in _WEEK]
        found: list[Day | None] = [_NOTHING] * 7
        taken: set[int] = set()
        for kinds, name in week.groups():
            for index in _indices(kinds, taken):
                found[index] = self._day(name)
                taken.add(index)
        return found

    def _day(self, name: str) -> Day | None:
        key = name.lower()
        if key not in self._days:
            item = self._day_objects.get(key)
            self._days[key] = _read_day(item) if item is not None and self._afford(item) else None
        return self._days[key]


def constant(value: float) -> Year:
    """The same value in every hour."""
    return Year(((value,) * HOURS,), (0,) * DAYS)


def _year_of(ranges: Iterable[tuple[int, int, Sequence[Day | None]]]) -> Year | None:
    """Days of the week laid over their ranges of the year; None when some day has no values."""
    of_day: list[Day | None] = [None] * DAYS
    for first, last, week in ranges:
        turned = [week[(first + n) % 7] for n in range(7)]
        length = last - first + 1
        of_day[first : last + 1] = (turned * (length // 7 + 1))[:length]
    numbers: dict[Day, int] = {}
    indices = []
    for day in of_day:
        if day is None:
            return None
        indices.append(numbers.setdefault(day, len(numbers)))
    return Year(tuple(numbers), tuple(indices))


def _read_day(item: ModelObject) -> Day | None:
    if item.spec.name == "Schedule:Day:Hourly":
        values = [parse_number(item.text(f"hour_{hour}") or "0") for hour in range(1, 25)]
        return None if None in values else tuple(value for value in values if value is not None)
    if item.spec.name == "Schedule:Day:List":
        return _listed_day(item)
    return _until(((_minute(time), parse_number(value)) for time, value in item.groups()))


def _listed_day(item: ModelObject) -> Day | None:
    minutes = item.number("minutes_per_item") or 60.0
    values = [parse_number(group[0]) for group in item.groups()]
    return _until(((index + 1) * minutes, value) for index, value in enumerate(values[:1440]))


def _until(steps: Iterable[tuple[float | None, float | None]]) -> Day | None:
    """Hourly means of values that hold until a minute of the day; None when they do not reach its end."""
    sums = [0.0] * HOURS
    before = 0.0
    for minute, value in steps:
        if minute is None or value is None or minute < before:
            return None
        for hour in range(int(before // 60), min(HOURS, int(-(-minute // 60)))):
            held = min(minute, 60.0 * (hour + 1)) - max(before, 60.0 * hour)
            sums[hour] += value * held / 60.0
        before = min(minute, 1440.0)
        if before == 1440.0:
            return tuple(sums)
    return None


def _compact(item: ModelObject) -> Iterator[tuple[int, int, Sequence[Day | None]]]:
    """The parts of a Schedule:Compact: through a date, for days of the week, until times of the day."""
    reader = _Compact()
    for (text,) in item.groups():
        through = reader.take(text.strip().lower())
        if through is not None:
            yield through
    yield reader.close()


class _Compact:
    """Takes the fields of a Schedule:Compact one by one; a part is given out when the next begins."""

    def __init__(self) -> None:
        self.first, self.last = 0, -1
        self.week: list[Day | None] = [_NOTHING] * 7
        self.taken: set[int] = set()
        self.indices: list[int] = []
        self.steps: list[tuple[float | None, float | None]] = []
        self.minute: float | None = None

    def take(self, text: str) -> tuple[int, int, Sequence[Day | None]] | None:
        word, _, rest = text.partition(":") if ":" in text else text.partition(" ")
        if word.strip() == "through":
            part = self.close() if self.last >= 0 else None
            self._open(rest)
            return part
        if word.strip() == "for" or text.startswith("for "):
            self._close_days()
            self.indices = _indices(text[3:].lstrip(" :"), self.taken)
            self.taken.update(self.indices)
        elif word.strip() == "until":
            self.minute = _minute(rest)
        elif word.strip() != "interpolate" and text:
            self.steps.append((self.minute, parse_number(text)))
        return None

    def close(self) -> tuple[int, int, Sequence[Day | None]]:
        self._close_days()
        part = (self.first, max(self.first, self.last), tuple(self.week))
        self.first = self.last + 1
        return part

    def _open(self, date: str) -> None:
        self.last = _date_number(date)
        self.week, self.taken, self.indices = [_NOTHING] * 7, set(), []

    def _close_days(self) -> None:
        day = _until(self.steps) if self.steps else None
        for index in self.indices:
            self.week[index] = day
        self.steps, self.indices = [], []


def _indices(kinds: str, taken: set[int]) -> list[int]:
    """Days of the week (Sunday is 0) that a list of day types names; 'AllOtherDays' are those not taken yet."""
    text = kinds.lower().replace("for:", " ").replace("for ", " ").replace(",", " ")
    found: list[int] = []
    for word in text.split():
        if word == "alldays":
            found += range(7)
        elif word.startswith("weekday"):
            found += _WEEKDAYS
        elif word.startswith("weekend"):
            found += _WEEKENDS
        elif word == "allotherdays":
            found += [day for day in range(7) if day not in taken]
        elif word in _WEEK:
            found.append(_WEEK.index(word))
    return sorted(set(found))


def _from_file(file: FileSchedule) -> Year:
    """Hourly means of a file, of its first 365 days."""
    each = 60 // file.minutes
    values: array[float] = file.values
    days = [
        tuple(
            sum(values[(24 * day + hour) * each : (24 * day + hour + 1) * each]) / each
            for hour in range(HOURS)
        )
        for day in range(DAYS)
    ]
    numbers: dict[Day, int] = {}
    return Year(tuple(dict.fromkeys(days)), tuple(numbers.setdefault(day, len(numbers)) for day in days))


def _minute(text: str) -> float | None:
    """Minute of the day of a time like '8:30' or 'Until: 24:00'."""
    found = _CLOCK.fullmatch(text.lower().replace("until", "").lstrip(" :").strip())
    if found is None:
        return None
    minute = 60 * int(found[1]) + int(found[2] or 0)
    return float(minute) if 0 < minute <= 1440 else None


def _date_number(text: str) -> int:
    """Day of the year (0 is 1 January) of '12/31' or '31 Dec'; -1 when it is none."""
    found = _DATE.fullmatch(text.strip())
    if found is not None:
        number = _day_number(float(found[1]), float(found[2]))
        return -1 if number is None else number
    words = text.replace(",", " ").split()
    month = next((_MONTH_NAMES.index(word[:3]) + 1 for word in words if word[:3] in _MONTH_NAMES), None)
    day = next((int(word) for word in words if word.isascii() and word.isdigit() and len(word) < 3), None)
    number = _day_number(month, day)
    return -1 if number is None else number


def _day_number(month: float | None, day: float | None) -> int | None:
    if month is None or day is None or month not in range(1, 13) or not 1 <= day <= 31:
        return None
    return sum(_MONTHS[: int(month) - 1]) + min(int(day), _MONTHS[int(month) - 1]) - 1
