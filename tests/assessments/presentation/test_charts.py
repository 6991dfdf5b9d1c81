"""The data of the charts, and the tables that say the same."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from assessments.presentation.charts import charts_of, monthly_chart


@pytest.fixture(autouse=True)
def english() -> None:
    translation.activate("en")


def use(name: str, months: list[float | None], carrier: str = "electricity") -> dict[str, Any]:
    return {"end_use": name, "carrier": carrier, "kwh": sum(m or 0 for m in months), "monthly_kwh": months}


def test_carriers_of_one_use_are_added_month_by_month() -> None:
    results = {"end_uses": [use("cooling", [10.0] * 12), use("cooling", [2.5] * 12, "district_cooling")]}
    chart = monthly_chart(results)
    assert chart is not None
    # 10 + 2.5 = 12.5 in each month
    assert chart.data["series"] == [{"key": "cooling", "name": "Cooling", "values": [12.5] * 12}]
    assert chart.columns == (
        "End use",
        "Jan",
        "Feb",
        "Mar",
        "Apr",
        "May",
        "Jun",
        "Jul",
        "Aug",
        "Sep",
        "Oct",
        "Nov",
        "Dec",
    )


def test_a_month_the_run_did_not_have_is_not_zero() -> None:
    chart = monthly_chart({"end_uses": [use("fans", [1.0, None, *[1.0] * 10])]})
    assert chart is not None
    assert chart.data["series"][0]["values"][1] is None
    assert chart.table[0][2] == "not determined"


def test_a_use_without_energy_is_not_drawn() -> None:
    assert monthly_chart({"end_uses": [use("pumps", [0.0] * 12)]}) is None


def test_nothing_is_drawn_of_what_is_not_known() -> None:
    assert charts_of({"energy": None, "embodied": None}, edition=None) == []  # type: ignore[arg-type]
