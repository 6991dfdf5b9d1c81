"""A whole life over the years: what each emits, and all of it against the budgets of the edition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments.carbon.rows import sum_of
from assessments.carbon.whole_life import END_OF_LIFE, UPFRONT, USE
from assessments.presentation.charts import Chart
from assessments.presentation.whole_life_parts import Life, Picture, known_sum, tonnes
from standard_site.lib.formats import number, unit

_STAGES: Final = (("A1-A3", UPFRONT), ("B4", USE), ("B6", ("B6",)), ("B7", ("B7",)), ("C1", END_OF_LIFE))


def pictures_of_years(life: Life) -> Iterator[Picture]:
    """None where the year of construction is not known."""
    years: Sequence[Mapping[str, Any]] = life.member["years"]
    if any(known_sum(year["modules"].values()) for year in years):
        yield _yearly(life, years)
    if any(year["cumulated_kgco2e"] is not None for year in years):
        yield _cumulated(life, years)


def _yearly(life: Life, years: Sequence[Mapping[str, Any]]) -> Picture:
    names = _names()
    series: list[dict[str, Any]] = [
        {"key": key, "name": names[key], "values": [_of(year, modules) for year in years]}
        for key, modules in _STAGES
    ]
    drawn = [one for one in series if any(one["values"])]
    chart = Chart(
        id="chart-life-yearly",
        module="chart-yearly",
        caption=_("What each year emits, in kgCO₂e"),
        data={"years": [str(year["year"]) for year in years], "series": drawn, "unit": unit("kgCO2e")},
        columns=(_("Year"), *(one["name"] for one in series)),
        table=tuple(
            (str(year["year"]), *(number(one["values"][index], 0) for one in series))
            for index, year in enumerate(years)
        ),
    )
    return Picture(_title_of_years(years), chart, _unknown_in(series), wide=True)


def _of(year: Mapping[str, Any], modules: Sequence[str]) -> float | None:
    """What a stage emits in a year [kgCO2e]; zero where the stage has no part in it."""
    return sum_of([0.0, *(year["modules"][module] for module in modules if module in year["modules"])])


def _names() -> dict[str, str]:
    return {
        "A1-A3": _("Construction (A1–A5)"),
        "B4": _("Upkeep and replacement (B1–B5)"),
        "B6": _("Energy (B6)"),
        "B7": _("Water (B7)"),
        "C1": _("End of life (C1–C4)"),
    }


def _unknown_in(series: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    unknown = [str(one["name"]) for one in series if None in one["values"]]
    said = {"modules": _(", ").join(unknown)}
    return (_("Not known, so not in the picture: %(modules)s.") % said,) if unknown else ()


def _title_of_years(years: Sequence[Mapping[str, Any]]) -> str:
    first, later = years[0], [sum_of(year["modules"].values()) for year in years[1:]]
    built = sum_of(first["modules"].values())
    known = [value for value in later if value is not None]
    if built is None or len(known) < len(later) or not known:
        return _("Year by year, so far as it is known")
    said = {
        "year": first["year"],
        "built": tonnes(built),
        "middle": tonnes(sorted(known)[len(known) // 2]),
    }
    return _("%(built)s t CO₂e in %(year)s, then %(middle)s t in a typical year") % said


def _cumulated(life: Life, years: Sequence[Mapping[str, Any]]) -> Picture:
    budgets = [_budget(one) for one in life.member["budgets"]]
    chart = Chart(
        id="chart-life-years",
        module="chart-budgets",
        caption=_("Carbon since construction, year by year, in kgCO₂e"),
        data={
            "years": [str(year["year"]) for year in years],
            "name": _("This building"),
            "values": [year["cumulated_kgco2e"] for year in years],
            "budgets": budgets,
            "unit": unit("kgCO2e"),
            "over": _("overshoot"),
        },
        columns=(_("Year"), _("This building"), *(one["name"] for one in budgets)),
        table=tuple(
            (
                str(year["year"]),
                number(year["cumulated_kgco2e"], 0),
                *(number(one["values"][i], 0) for one in budgets),
            )
            for i, year in enumerate(years)
        ),
        size="tall",
    )
    return Picture(_title_of_budgets(life), chart, tuple(_notes(life)), wide=True)


def _budget(line: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": _name_of(line),
        "values": [year["allowed_so_far"] for year in line["years"]],
        "overshoot": str(line["overshoot_year"]) if line["overshoot_year"] else None,
    }


def _name_of(line: Mapping[str, Any]) -> str:
    words = {"per-person": _("by people"), "present-emissions": _("by present emissions")}
    said = {"allocation": words[line["allocation"]], "probability": line["probability_percent"]}
    return _("Budget %(allocation)s, %(probability)s %%") % said


def _title_of_budgets(life: Life) -> str:
    budgets = life.member["budgets"]
    if any(year["cumulated_kgco2e"] is None for year in life.member["years"]):
        return _("Year by year, so far as it is known")
    if not budgets:
        return _("All that is emitted since construction")
    years = [line["overshoot_year"] for line in budgets if line["overshoot_year"]]
    if not years:
        return _("Within every 1.5 °C budget of the edition")
    if min(years) == max(years):
        return _("Every 1.5 °C budget that is passed is passed in %(year)s") % {"year": min(years)}
    said = {"first": min(years), "last": max(years)}
    return _("The 1.5 °C budgets are passed between %(first)s and %(last)s") % said


def _notes(life: Life) -> Iterator[str]:
    if not life.member["budgets"]:
        yield _(
            "The edition sets no budget for buildings, so none is drawn: its author has not shared one out."
        )
    for line in life.member["budgets"]:
        said = {
            "name": _name_of(line),
            "version": line["budget_edition"],
            "year": line["start_year"],
            "world": number(line["world_gtco2"], 0),
            "share": "–" if line["share_used"] is None else f"{number(100 * line['share_used'], 0)} %",
            "over": line["overshoot_year"] or _("never"),
            "debt": tonnes(line["debt_kgco2e"]),
        }
        told = _(
            "%(name)s (%(version)s: %(world)s GtCO₂ from %(year)s): %(share)s of it used, passed in: %(over)s, "
            "carbon debt of single years %(debt)s t."
        )
        yield told % said
