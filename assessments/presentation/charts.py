"""The data of the charts, each with the table that says the same in text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from babel.dates import get_month_names
from django.utils.translation import gettext as _

from assessments.carbon.factors import FactorLibrary
from assessments.case_metrics import REFERENCE_EUI
from assessments.cases import scenarios_of
from assessments.factors import library_of
from assessments.presentation.cases import case_title
from assessments.presentation.text import said
from energyplus_runs.simulation.scenarios import Case
from rules.engine.schema import Edition
from standard_site.lib.formats import locale, number, unit

BARS_MOST = 12


@dataclass(frozen=True, slots=True)
class Chart:
    """What components/chart.html draws: `data` for the script, `columns` and `table` for the data table."""

    id: str
    module: str
    caption: str
    data: Mapping[str, Any]
    columns: tuple[str, ...]
    table: tuple[tuple[str, ...], ...]
    size: str = ""


def charts_of(document: Mapping[str, Any], edition: Edition) -> list[Chart]:
    """The charts there is data for; none is drawn of what is not known."""
    found: list[Chart | None] = []
    if document["energy"] is not None:
        compared = comparison_charts(document["energy"], scenarios_of(edition).cases)
        found += [monthly_chart(document["energy"]), *compared, _carriers(document["energy"])]
    if document["embodied"] is not None:
        found += [_modules(document["embodied"]), *_parts(document["embodied"], edition)]
    return [chart for chart in found if chart is not None]


def monthly_chart(results: Mapping[str, Any]) -> Chart | None:
    """Energy by end use and month [kWh], all carriers added; a month the run did not have stays out."""
    uses: dict[str, list[float | None]] = {}
    for entry in results["end_uses"]:
        months = uses.setdefault(entry["end_use"], [None] * 12)
        for index, value in enumerate(entry["monthly_kwh"]):
            if value is not None:
                months[index] = (months[index] or 0.0) + value
    shown = {use: months for use, months in uses.items() if any(months)}
    if not shown:
        return None
    named = get_month_names("abbreviated", context="stand-alone", locale=locale())
    names = [named[index] for index in range(1, 13)]
    series = [{"key": use, "name": end_use(use), "values": months} for use, months in shown.items()]
    rows = [(end_use(use), *(number(value, 0) for value in months)) for use, months in shown.items()]
    totals = [sum(months[index] or 0.0 for months in shown.values()) for index in range(12)]
    return Chart(
        id="chart-monthly",
        module="chart-monthly",
        caption=_("Energy by end use and month, in kWh"),
        data={"months": names, "series": series, "unit": "kWh"},
        columns=(_("End use"), *names),
        table=(*rows, (_("Total"), *(number(total, 0) for total in totals))),
    )


def comparison_charts(energy: Mapping[str, Any], cases: Mapping[str, Case]) -> list[Chart]:
    """The design's energy of the year by end use beside that of each case whose energy it is held against [kWh]."""
    against = {key: case for key, case in cases.items() if REFERENCE_EUI in case.supplies}
    return [
        _comparison(key, case_title(key, cases), energy["end_uses"], other["end_uses"])
        for key, other in energy.get("cases", {}).items()
        if key in against
    ]


def _comparison(
    key: str, title: str, design: Sequence[Mapping[str, Any]], other: Sequence[Mapping[str, Any]]
) -> Chart:
    of_design, of_other = _by_end_use(design), _by_end_use(other)
    names = [use for use in dict.fromkeys([*of_design, *of_other]) if of_design.get(use) or of_other.get(use)]
    rows = [(end_use(use), *_side_by_side(of_other.get(use), of_design.get(use))) for use in names]
    totals = _side_by_side(sum(of_other.values()), sum(of_design.values()))
    series = [
        {"name": title, "values": [round(of_other.get(use, 0.0)) for use in names]},
        {"name": _("Design"), "values": [round(of_design.get(use, 0.0)) for use in names]},
    ]
    return Chart(
        id=f"chart-{key}",
        module="chart-before-after",
        caption=_("Energy of the year by end use, in kWh: %(case)s and design") % {"case": title},
        data={"categories": [end_use(use) for use in names], "series": series},
        columns=(_("End use"), f"{title} (kWh)", _("Design (kWh)"), _("Difference")),
        table=(*rows, (_("Total"), *totals)),
    )


def _by_end_use(entries: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    """All carriers of an end use added [kWh]."""
    uses: dict[str, float] = {}
    for entry in entries:
        uses[entry["end_use"]] = uses.get(entry["end_use"], 0.0) + entry["kwh"]
    return uses


def _side_by_side(other: float | None, design: float | None) -> tuple[str, str, str]:
    """Both [kWh], and what the design differs by [%]; a use that a run did not have is not zero."""
    share = f"{number(100 * (design / other - 1), 1)} %" if other and design is not None else "–"
    return number(other, 0), number(design, 0), share


def _carriers(results: Mapping[str, Any]) -> Chart | None:
    """Energy of the year by carrier [kWh]."""
    carriers: Mapping[str, float] = results["carriers"]
    used = {key: kwh for key, kwh in carriers.items() if kwh}
    if not used:
        return None
    rows = [(carrier(key), number(kwh, 0)) for key, kwh in carriers.items()]
    bars = [{"key": key, "name": carrier(key), "value": kwh} for key, kwh in used.items()]
    return Chart(
        id="chart-carriers",
        module="chart-bars",
        caption=_("Energy of the year by carrier, in kWh"),
        data={"kind": "series", "bars": bars, "unit": "kWh"},
        size="small" if len(bars) < 3 else "",
        columns=(_("Carrier"), "kWh"),
        table=tuple(rows),
    )


def _modules(embodied: Mapping[str, Any]) -> Chart | None:
    """Upfront carbon by life-cycle module [kgCO2e]; a module that is not known is said to be so in the table."""
    modules: Mapping[str, float | None] = embodied["modules"]
    known = {name: value for name, value in modules.items() if value is not None}
    if not known:
        return None
    bars = [{"key": _palette_key(name), "name": name, "value": value} for name, value in known.items()]
    return Chart(
        id="chart-embodied",
        module="chart-bars",
        caption=_("Upfront carbon by life-cycle module, in kgCO₂e"),
        data={"kind": "module", "bars": bars, "unit": unit("kgCO2e")},
        columns=(_("Module"), unit("kgCO2e")),
        table=tuple((name, number(value, 0)) for name, value in modules.items()),
    )


def _parts(embodied: Mapping[str, Any], edition: Edition) -> tuple[Chart | None, Chart | None]:
    """The same carbon by building element and by material."""
    library = library_of(edition)
    named = [(_material(library, part["label"]), part["total_kgco2e"]) for part in embodied["by_material"]]
    elements = [(part["label"], part["total_kgco2e"]) for part in embodied["by_element"]]
    by_material = _("Upfront carbon by material (A1–A3, A4, A5.3), in kgCO₂e")
    by_element = _("Upfront carbon by building element (A1–A3, A4, A5.3), in kgCO₂e")
    return (
        _groups("chart-materials", by_material, _("Material"), named),
        _groups("chart-elements", by_element, _("Element"), elements),
    )


def _material(library: FactorLibrary, label: str) -> str:
    """The name of a factor; a line without one goes by the material's own name."""
    factor = library.get(label)
    return said(factor.name) if factor is not None else label


def _groups(id: str, caption: str, heading: str, parts: Sequence[tuple[str, float | None]]) -> Chart | None:
    """Carbon of groups of lines [kgCO2e], the largest as bars; all of them, and those not known, in the table."""
    known = [(name, value) for name, value in parts if value]
    if not known:
        return None
    ordered = sorted(known, key=lambda part: -part[1])
    bars = [{"key": name, "name": name, "value": value} for name, value in ordered[:BARS_MOST]]
    rest = sum(value for _name, value in ordered[BARS_MOST:])
    if rest:
        bars.append({"key": "rest", "name": _("All others"), "value": rest})
    return Chart(
        id=id,
        module="chart-bars",
        caption=caption,
        data={"kind": "one", "bars": bars, "unit": unit("kgCO2e")},
        size="tall" if len(bars) > 6 else "",
        columns=(heading, unit("kgCO2e")),
        table=tuple((name, number(value, 0)) for name, value in parts),
    )


def _palette_key(module: str) -> str:
    return "A5" if module.startswith("A5") else module


def end_use(key: str) -> str:
    """The name of an end use of EnergyPlus; the key where we have no name for it."""
    return {
        "heating": _("Heating"),
        "cooling": _("Cooling"),
        "interior_lighting": _("Interior lighting"),
        "exterior_lighting": _("Exterior lighting"),
        "interior_equipment": _("Interior equipment"),
        "exterior_equipment": _("Exterior equipment"),
        "fans": _("Fans"),
        "pumps": _("Pumps"),
        "heat_rejection": _("Heat rejection"),
        "humidification": _("Humidification"),
        "heat_recovery": _("Heat recovery"),
        "water_systems": _("Hot water"),
        "refrigeration": _("Refrigeration"),
        "generators": _("Generators"),
    }.get(key, key)


def carrier(key: str) -> str:
    """The name of an energy carrier; the key where we have no name for it."""
    return {
        "electricity": _("Electricity"),
        "natural_gas": _("Natural gas"),
        "gasoline": _("Gasoline"),
        "diesel": _("Diesel"),
        "coal": _("Coal"),
        "fuel_oil_no1": _("Fuel oil no. 1"),
        "fuel_oil_no2": _("Fuel oil no. 2"),
        "propane": _("Propane"),
        "other_fuel1": _("Another fuel"),
        "other_fuel2": _("Another fuel"),
        "biomass": _("Biomass"),
        "solar": _("Solar heat"),
        "district_cooling": _("District cooling"),
        "district_heating_water": _("District heating, hot water"),
        "district_heating_steam": _("District heating, steam"),
    }.get(key, key)
