"""Every form of a schedule gives the hours worked out by hand; a year of a use adds up; nonsense in it is seen."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from energyplus_runs.simulation.model_view import Model
from energyplus_runs.simulation.schedule_files import FileSchedule
from energyplus_runs.simulation.schedules import Schedules, Year, constant
from energyplus_runs.simulation.tokens import tokenise
from standard_site.lib.findings import Severity
from tests.energyplus_runs.simulation.intake_models import BOX, examined, schema, the

OFFICE = """Schedule:Compact,Office,,
  Through: 12/31, For: Weekdays, Until: 8:00, 0, Until: 18:30, 1, Until: 24:00, 0.1,
  For: Saturday, Until: 12:00, 0.5, Until: 24:00, 0, For AllOtherDays, Until: 24:00, 0;
"""
# A year of 365 days that begins on a Sunday has 53 Sundays, 52 Saturdays and 260 days from Monday to Friday.
WEEKDAY_H, SATURDAY_H = 10.5 + 5.5 * 0.1, 6.0


def year(text: str, name: str, files: dict[str, FileSchedule] | None = None) -> Year | None:
    return Schedules(Model(tokenise(text).objects, schema()), files or {}).year(name)


def full_hours(text: str, name: str) -> float:
    found = year(text, name)
    assert found is not None
    return found.full_hours()


def test_a_compact_schedule_in_parts_of_hours() -> None:
    found = year(OFFICE, "OFFICE")
    assert found is not None
    assert found.mean_day(weekdays=True)[7:9] == (0.0, 1.0)
    assert found.mean_day(weekdays=True)[18] == pytest.approx(0.55)  # half an hour at 1, half at 0.1
    assert found.mean_day(weekdays=False)[0] == pytest.approx(0.5 * 52 / 105)  # 52 Saturdays, 53 Sundays
    assert found.full_hours() == pytest.approx(260 * WEEKDAY_H + 52 * SATURDAY_H)
    assert found.hours_at()[0.5] == 52 * 12


def test_weeks_and_days_of_a_year() -> None:
    text = """Schedule:Day:Interval,Half,,No,12:00,0,24:00,1;
Schedule:Day:Hourly,Full,,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1;
Schedule:Day:List,Quarter,,No,360,0,0,0,1;
Schedule:Week:Daily,Plain,Full,Half,Half,Half,Half,Half,Full,Full,Full,Full,Full,Full;
Schedule:Week:Compact,Short,For: Weekdays,Quarter,For: AllOtherDays,Full;
Schedule:Year,Y,,Plain,1,1,6,30,Short,7,1,12,31;
"""
    # 1 January to 30 June are 181 days with 130 weekdays and 51 others; the rest are 184 with 130 and 54
    assert full_hours(text, "y") == pytest.approx(130 * 12 + 51 * 24 + 130 * 6 + 54 * 24)


def test_a_year_over_the_turn_of_the_year() -> None:
    text = """Schedule:Day:Hourly,On,,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1;
Schedule:Day:Hourly,Off;
Schedule:Week:Compact,Winter,AllDays,On;
Schedule:Week:Compact,Summer,AllDays,Off;
Schedule:Year,Y,,Winter,11,1,2,28,Summer,3,1,10,31;
"""
    assert full_hours(text, "Y") == (31 + 28 + 30 + 31) * 24


def test_a_file_gives_hourly_means() -> None:
    values = array("d", [0.0, 1.0] * 8760)
    found = year("Schedule:File,F,,f.csv,1,0,8760,,No,30;", "F", {"f": FileSchedule(30, values)})
    assert found is not None and found.full_hours() == 4380


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Schedule:Compact,C,,Through: 12/31,For: AllDays,Until: 23:00,1;", "C"),  # the day does not end
        ("Schedule:Compact,C,,Through: 12/31,For: AllDays,Until: 25:00,1;", "C"),
        ("Schedule:Compact,C,,Through: 6/30,For: AllDays,Until: 24:00,1;", "C"),  # nor the year
        ("Schedule:Compact,C,,Through: 12/31,For: AllDays,Until: 24:00,much;", "C"),
        ("Schedule:Year,C,,Nothing,1,1,12,31;", "C"),
        ("Schedule:Constant,C,,warm;", "C"),
        ("Schedule:File,C,,lost.csv,1,0;", "C"),
        ("Schedule:Constant,C,,1;", "D"),
    ],
)
def test_what_cannot_be_read_is_not_known(text: str, name: str) -> None:
    assert year(text, name) is None


@given(
    st.lists(st.tuples(st.integers(1, 23), st.floats(0, 1)), min_size=1, max_size=8, unique_by=lambda x: x[0])
)
@settings(max_examples=50, deadline=None)
def test_any_day_of_full_hours_keeps_its_sum(steps: list[tuple[int, float]]) -> None:
    ordered = sorted(steps)
    fields = ",".join(f"Until: {hour:02d}:00,{value!r}" for hour, value in ordered)
    found = year(f"Schedule:Compact,C,,Through: 12/31,For: AllDays,{fields},Until: 24:00,0;", "C")
    expected = sum((hour - before) * value for (hour, value), before in zip(
        ordered, [0, *(hour for hour, _ in ordered)], strict=False
    ))  # fmt: skip
    assert found is not None and found.full_hours() == pytest.approx(365 * expected)


USED = """ScheduleTypeLimits,Any;
Schedule:Constant,Always,Any,1;
Schedule:Constant,Never,Any,0;
Schedule:Constant,T20,Any,20;
Schedule:Constant,T26,Any,26;
Schedule:Constant,T40,Any,40;
Schedule:Compact,Nights off,Any,Through: 12/31,For: AllDays,Until: 7:00,40,Until: 22:00,25,Until: 24:00,40;
Schedule:Constant,Type,Any,4;
"""


def conditioned(heating: str, cooling: str, people: str = "Office", lights: str = "Office") -> str:
    return (
        BOX + OFFICE + USED + f"People,P,Room,{people},People/Area,,0.1,,0.3,,T20;\n"
        f"Lights,L,Room,{lights},Watts/Area,,8;\nElectricEquipment,E,Room,Office,Watts/Area,,10;\n"
        "ZoneControl:Thermostat,T,Room,Type,ThermostatSetpoint:DualSetpoint,Both;\n"
        f"ThermostatSetpoint:DualSetpoint,Both,{heating},{cooling};\n"
    )


def test_an_office_as_it_is_shown() -> None:
    intake = examined(conditioned("T20", "Nights off"))
    assert [finding.code for finding in intake.findings] == ["cooling-set-point-off"]
    assert intake.summary is not None
    (pattern,) = intake.summary.patterns
    assert (pattern.people_per_m2, pattern.lighting_w_per_m2, pattern.equipment_w_per_m2) == (0.1, 8.0, 10.0)
    assert pattern.lights is not None and pattern.cooling is not None and pattern.heating is not None
    # 260 weekdays of 11.05 h and 52 Saturdays of 6 h in 52.14 weeks
    assert pattern.lights.full_load_h_per_week == round((260 * WEEKDAY_H + 52 * SATURDAY_H) / (365 / 7), 1)
    assert pattern.cooling.hours == ((25.0, 5475), (40.0, 3285))  # 15 h and 9 h of 365 days
    assert (pattern.cooling.lowest_c, pattern.cooling.highest_c) == (25.0, 40.0)
    assert pattern.heating.weekday == (20.0,) * 24


@pytest.mark.parametrize(
    ("text", "code", "figure", "severity"),
    [
        (conditioned("T20", "T26", lights="Always"), "lights-on-all-year", "8760", Severity.WARNING),
        (conditioned("T20", "T26", lights="Never"), "lights-off-all-year", "Room", Severity.WARNING),
        (conditioned("T20", "T26", people="Never"), "people-off-all-year", "Room", Severity.WARNING),
        (conditioned("T20", "T40"), "cooling-set-point-high", "40 °C", Severity.WARNING),
        (conditioned("T20", "Nights off"), "cooling-set-point-off", "3285", Severity.INFO),
        (conditioned("T26", "T20"), "heating-above-cooling", "8760", Severity.WARNING),
        (conditioned("T26", "Nights off"), "heating-above-cooling", "5475", Severity.WARNING),
        (conditioned("T20", "T26").replace("People,P,Room,Office,People/Area,,0.1,,0.3,,T20;\n", ""),
         "nobody-in-conditioned-zone", "Room", Severity.INFO),
        (conditioned("T20", "T26").replace(",,,,0.3;", ",,,,0;"), "infiltration-zero", "Room", Severity.WARNING),
    ],
)  # fmt: skip
def test_nonsense_in_use_is_told(text: str, code: str, figure: str, severity: Severity) -> None:
    intake = examined(text)
    assert intake.accepted
    finding = the(intake, code)
    assert finding.severity is severity
    assert figure in finding.message["en"]


def test_zones_of_equal_use_are_one_pattern() -> None:
    zones = "".join(f"Zone,Z{n};\nInternalMass,M{n},Solid,Z{n},,5;\n" for n in range(3))
    intake = examined(BOX + zones)
    assert intake.summary is not None
    assert [pattern.zones for pattern in intake.summary.patterns] == [("Room", "Z0", "Z1", "Z2")]


def test_weeks_of_weeks_cost_little() -> None:
    """200 schedules of 1,000 weeks each are more than a building has; what is over is not worked out."""
    week = "Schedule:Week:Compact,W,AllDays,D;\nSchedule:Day:Hourly,D;\n"
    text = week + "".join(f"Schedule:Year,Y{n},,{','.join(['W,1,1,12,31'] * 1000)};\n" for n in range(200))
    schedules = Schedules(Model(tokenise(text).objects, schema()), {})
    found = [schedules.year(f"Y{n}") for n in range(200)]
    assert found[0] == constant(0.0) and found[-1] is None
