"""Refrigerant totals by hand, and what stays open."""

import pytest

from assessments.carbon.refrigerants import GwpTable, RefrigerantItem, refrigerant_totals

ROWS = [
    {"key": "r-32", "name": "R-32", "gwp100_ar5": "677", "gwp100_ar6": "771", "status": "F2"},
    {"key": "r-454b", "name": "R-454B", "gwp100_ar5": "466.8", "gwp100_ar6": "531.4", "status": "D"},
    {"key": "r-744", "name": "R-744 (CO2)", "gwp100_ar5": "1", "gwp100_ar6": "1", "status": "F2"},
    {"key": "r-290", "name": "R-290 (propane)", "gwp100_ar5": "", "gwp100_ar6": "", "status": "NF"},
    {"key": "r-99", "name": "R-99", "gwp100_ar5": "5", "gwp100_ar6": "5", "status": "M"},
]
AR5 = GwpTable.from_rows(ROWS)


def test_ten_kilograms_of_r32():
    # 10 kg · 677 = 6,770 kgCO2e; leakage 6,770 · 0.05 = 338.5 kgCO2e/yr
    result = refrigerant_totals([RefrigerantItem("R-32", 10.0, 0.05)], AR5)
    assert (result.max_gwp, result.charge_kg, result.charge_kgco2e) == (677.0, 10.0, 6770.0)
    assert result.leakage_kgco2e_per_yr == pytest.approx(338.5)
    assert result.findings == ()


@pytest.mark.parametrize("name", ["R32", "r-32", "R 32", "Ｒ-32"])
def test_spellings_of_one_refrigerant(name):
    assert AR5.gwp(name) == 677.0


def test_remarks_in_brackets_do_not_count():
    assert AR5.gwp("R-744") == AR5.gwp("R-744 (CO2)") == 1.0


def test_the_other_set_is_asked_for_by_name():
    assert GwpTable.from_rows(ROWS, "AR6").gwp("R-32") == 771.0


def test_highest_of_several():
    items = [RefrigerantItem("R-454B", 2.0, 0.0), RefrigerantItem("R-744", 100.0, 0.1)]
    result = refrigerant_totals(items, AR5)
    assert result.max_gwp == 466.8
    assert result.charge_kgco2e == pytest.approx(1033.6)  # 2 · 466.8 + 100 · 1
    assert result.leakage_kgco2e_per_yr == pytest.approx(10.0)  # 0 + 100 · 0.1


def test_none_declared_is_zero_and_nothing_declared_is_unknown():
    none = refrigerant_totals([], AR5)
    assert (none.max_gwp, none.charge_kgco2e, none.leakage_kgco2e_per_yr) == (0.0, 0.0, 0.0)
    missing = refrigerant_totals(None, AR5)
    assert (missing.max_gwp, missing.charge_kgco2e) == (None, None)
    assert [finding.code for finding in missing.findings] == ["refrigerants-missing"]


@pytest.mark.parametrize(
    ("item", "code"),
    [
        (RefrigerantItem("R-9999", 1.0), "refrigerant-unknown"),
        (RefrigerantItem("R-290", 1.0), "refrigerant-gwp-blank"),
        (RefrigerantItem("R-99", 1.0), "refrigerant-gwp-blank"),
    ],
)
def test_one_unknown_refrigerant_leaves_the_maximum_unknown(item, code):
    result = refrigerant_totals([RefrigerantItem("R-32", 10.0), item], AR5)
    assert (result.max_gwp, result.charge_kgco2e) == (None, None)
    assert result.charge_kg == 11.0
    assert [finding.code for finding in result.findings] == [code]


def test_charge_unknown_keeps_the_maximum():
    result = refrigerant_totals([RefrigerantItem("R-32", None)], AR5)
    assert (result.max_gwp, result.charge_kgco2e) == (677.0, None)
    assert [finding.code for finding in result.findings] == ["refrigerant-charge-missing"]


def test_leak_rate_unknown_leaves_leakage_unknown():
    result = refrigerant_totals([RefrigerantItem("R-32", 1.0)], AR5)
    assert (result.charge_kgco2e, result.leakage_kgco2e_per_yr) == (677.0, None)
