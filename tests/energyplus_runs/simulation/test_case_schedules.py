"""Schedules of a stretch of hours, word by word."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from energyplus_runs.simulation.case_schedules import Stretch, add_limits, add_stretch
from energyplus_runs.simulation.idf import IdfModel, load
from energyplus_runs.simulation.installation import Engine

HEAD = "Version,25.2;\n"
DESIGN = ["For: SummerDesignDay WinterDesignDay", "Until: 24:00", "0", "For: AllOtherDays"]


@pytest.fixture
def model(engine: Engine) -> IdfModel:
    loaded = load(HEAD, engine)
    add_limits(loaded)
    return loaded


def words(model: IdfModel, stretch: Stretch, inside: int = 1) -> list[str]:
    add_stretch(model, "Made", stretch, inside=inside)
    return list(model.objects("Schedule:Compact")[0].values[2:])


def test_a_week_from_afternoon_to_afternoon(model: IdfModel) -> None:
    # 182 days before 2 July, and 14 hours.
    stretch = Stretch.of_hours(2026, 182 * 24 + 14 - 24, 168)
    assert words(model, stretch) == [
        *["Through: 6/30", "For: AllDays", "Until: 24:00", "0"],
        *["Through: 7/1", *DESIGN, "Until: 14:00", "0", "Until: 24:00", "1"],
        *["Through: 7/7", *DESIGN, "Until: 24:00", "1"],
        *["Through: 7/8", *DESIGN, "Until: 14:00", "1", "Until: 24:00", "0"],
        *["Through: 12/31", "For: AllDays", "Until: 24:00", "0"],
    ]


def test_whole_days_and_a_part_of_one(model: IdfModel) -> None:
    day = Stretch(datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 6, 2, tzinfo=UTC))
    opposite = ["For: SummerDesignDay WinterDesignDay", "Until: 24:00", "1", "For: AllOtherDays"]
    assert words(model, day, inside=0) == [
        *["Through: 5/31", "For: AllDays", "Until: 24:00", "1"],
        *["Through: 6/1", *opposite, "Until: 24:00", "0"],
        *["Through: 12/31", "For: AllDays", "Until: 24:00", "1"],
    ]


def test_a_signal_comes_earlier_by_the_minutes_asked_for() -> None:
    stretch = Stretch.of_hours(2026, 24, 24).earlier(15)
    assert (stretch.begin, stretch.end) == (
        datetime(2026, 1, 1, 23, 45, tzinfo=UTC),
        datetime(2026, 1, 2, 23, 45, tzinfo=UTC),
    )
