"""A back-test as a page: what it was about, the counts as pictures and tables, and who changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from assessments.backtest.changes import SeenChange
from assessments.backtest.models import BackTest, BackTestStatus
from assessments.backtest.policies import nameable_organisations
from assessments.presentation.charts import BARS_MOST, Chart
from assessments.presentation.text import said
from rules.engine.schema import Edition
from rules.naming import name_of
from standard_site.accounts.models import User
from standard_site.lib.formats import number
from standard_site.lib.words import OUTCOMES, SUBJECTS

_GATES = ("achieved", "not_achieved", "undetermined")


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One criterion: (outcome, before, after) in words, and how many differ in it, of all and of those who change."""

    key: str
    code: str
    title: str
    outcomes: tuple[tuple[str, str, str], ...]
    differing: int
    changers: int
    only_in: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One changer, in words."""

    change: SeenChange
    typologies: str
    rating: tuple[str, str]
    criteria: tuple[tuple[str, str], ...]

    @property
    def gate_changes(self) -> bool:
        return self.change.gate[0] != self.change.gate[1]

    @property
    def rating_changes(self) -> bool:
        return self.change.rating[0] != self.change.rating[1]


def filters_said(back_test: BackTest, user: User, edition: Edition) -> list[str]:
    """The population in words. An organisation is named to whom it may be."""
    given = back_test.filters
    said_so = [
        _("handed in for review")
        if given["submitted_only"]
        else _("all scorecards, the newest of each design")
    ]
    if given["kind"]:
        said_so.append(str(SUBJECTS.get(given["kind"], given["kind"])))
    if given["typology"]:
        said_so.append(name_of(edition, "typology", given["typology"]))
    if given["year_from"] or given["year_to"]:
        years = {"first": given["year_from"] or "…", "last": given["year_to"] or "…"}
        said_so.append(_("construction starts %(first)s–%(last)s") % years)
    if given["organisation"]:
        named = nameable_organisations(user).filter(pk=given["organisation"]).first()
        said_so.append(named.name if named is not None else _("one organisation"))
    return said_so


def ends_at(back_test: BackTest) -> datetime | None:
    """When it will be done at the pace so far; unknown before the first chunk is judged."""
    if back_test.status != BackTestStatus.RUNNING or not back_test.judged or back_test.started_at is None:
        return None
    elapsed = timezone.now() - back_test.started_at
    left = (back_test.submissions - back_test.judged) / back_test.judged
    return timezone.now() + timedelta(seconds=elapsed.total_seconds() * left)


def percent_of(back_test: BackTest) -> float | None:
    if back_test.status != BackTestStatus.RUNNING or not back_test.submissions:
        return None
    return 100 * back_test.judged / back_test.submissions


def left_out(result: Mapping[str, Any]) -> list[str]:
    """The submissions that could not be judged at all, and why."""
    sentences = {
        "no-inputs": lambda n: ngettext(
            "%(n)d submission has no stored metrics.", "%(n)d submissions have no stored metrics.", n
        ),
        "unreadable": lambda n: ngettext(
            "The stored metrics of %(n)d submission cannot be read.",
            "The stored metrics of %(n)d submissions cannot be read.",
            n,
        ),
        "kind-not-covered": lambda n: ngettext(
            "%(n)d submission is of a kind that one of the editions does not judge.",
            "%(n)d submissions are of a kind that one of the editions does not judge.",
            n,
        ),
    }
    reasons = result["population"]["not_evaluable"]
    return [sentences[reason](count) % {"n": count} for reason, count in reasons.items()]


def charts_of(result: Mapping[str, Any]) -> list[Chart]:
    charts = [_gates(result), _ratings(result), _scores(result)]
    causes = _causes(result)
    return [*charts, causes] if causes is not None else charts


def _gates(result: Mapping[str, Any]) -> Chart:
    names = [str(OUTCOMES[outcome]) for outcome in _GATES]
    sides = [[result[side]["gate"][outcome] for outcome in _GATES] for side in ("before", "after")]
    return _before_after("gates", (_("Gate, before and after"), _("Gate")), names, sides)


def _ratings(result: Mapping[str, Any]) -> Chart:
    keys = ["", *rating_names(result)]
    sides = [[result[side]["rating"].get(key, 0) for key in keys] for side in ("before", "after")]
    names = [rating_name(result, key) for key in keys]
    return _before_after("ratings", (_("Rating, before and after"), _("Rating")), names, sides)


def _scores(result: Mapping[str, Any]) -> Chart:
    edges = result["score_edges"]
    names = [f"{low}–{high}" for low, high in pairwise(edges)]
    sides = [[*result[side]["scores"], result[side]["score_undetermined"]] for side in ("before", "after")]
    names.append(str(OUTCOMES["undetermined"]))
    caption = _("Total score, before and after: submissions in each band of five points")
    return _before_after("scores", (caption, _("Score")), names, sides)


def _before_after(key: str, said_of: tuple[str, str], names: list[str], sides: list[list[int]]) -> Chart:
    """Two bars for each name; `said_of` is the caption and the heading of the names."""
    words = (pgettext("back-test", "Before"), pgettext("back-test", "After"))
    return Chart(
        id=f"chart-{key}",
        module="chart-before-after",
        caption=said_of[0],
        data={
            "categories": names,
            "series": [{"name": word, "values": side} for word, side in zip(words, sides, strict=True)],
        },
        columns=(said_of[1], *words),
        table=tuple(
            (name, number(one, 0), number(other, 0)) for name, one, other in zip(names, *sides, strict=True)
        ),
    )


def _causes(result: Mapping[str, Any]) -> Chart | None:
    """Among whom a criterion differs, of those who change; the most frequent as bars, all of them in the table."""
    counted = [
        (f"{one['code']} {said(one['title'])}", one["changers"])
        for one in result["criteria"]
        if one["changers"]
    ]
    if not counted:
        return None
    counted.sort(key=lambda entry: -entry[1])
    bars = [{"key": name, "name": name, "value": count} for name, count in counted[:BARS_MOST]]
    return Chart(
        id="chart-causes",
        module="chart-bars",
        caption=_("Criteria that differ among those who change"),
        data={"kind": "one", "bars": bars, "unit": ""},
        columns=(_("Criterion"), _("Submissions")),
        table=tuple((name, number(count, 0)) for name, count in counted),
        size="small" if len(bars) < 4 else "",
    )


def rating_names(result: Mapping[str, Any]) -> dict[str, str]:
    """The ratings of both editions, the lowest first; where both have a key, in the tested edition's words."""
    found = {one["key"]: one for side in ("before", "after") for one in result[side]["ratings"]}
    ordered = sorted(found.values(), key=lambda one: one["threshold"])
    return {one["key"]: said(one["label"]) for one in ordered}


def rating_name(result: Mapping[str, Any], key: str | None) -> str:
    return rating_names(result).get(key or "") or key or _("no rating")


def criterion_rows(result: Mapping[str, Any]) -> list[CriterionRow]:
    """Every criterion that applies to somebody under one of the editions."""
    return [_criterion_row(one) for one in result["criteria"] if _applies(one)]


def idle_criteria(result: Mapping[str, Any]) -> str:
    """The codes of the criteria that apply to nobody in the population."""
    codes = [one["code"] for one in result["criteria"] if not _applies(one)]
    return pgettext("between names in a list", ", ").join(codes)


def _applies(one: Mapping[str, Any]) -> bool:
    sides = [one[side] for side in ("before", "after") if one[side]]
    return any(count for side in sides for outcome, count in side.items() if outcome != "not_applicable")


def _criterion_row(one: Mapping[str, Any]) -> CriterionRow:
    before, after = one["before"], one["after"]
    only = "" if before and after else (_("only before") if before else _("only after"))
    return CriterionRow(
        key=one["key"],
        code=one["code"],
        title=said(one["title"]),
        outcomes=tuple(
            (str(OUTCOMES[outcome]), _count(before, outcome), _count(after, outcome)) for outcome in OUTCOMES
        ),
        differing=one["differing"],
        changers=one["changers"],
        only_in=only,
    )


def _count(side: Mapping[str, int] | None, outcome: str) -> str:
    return "–" if side is None else number(side[outcome], 0)


def transitions(result: Mapping[str, Any]) -> list[tuple[str, list[tuple[str, str]]]]:
    """From what to what, and how many: of the gate and of the rating, the most frequent first."""
    gates = [(OUTCOMES[one], OUTCOMES[other], n) for one, other, n in result["gate_changes"]]
    ratings = [
        (rating_name(result, one), rating_name(result, other), n)
        for one, other, n in result["rating_changes"]
    ]
    return [
        (heading, [(f"{one} → {other}", number(n, 0)) for one, other, n in rows])
        for heading, rows in ((_("Gate"), gates), (_("Rating"), ratings))
        if rows
    ]


def change_rows(
    changes: Iterable[SeenChange], result: Mapping[str, Any], edition: Edition
) -> list[ChangeRow]:
    codes = {one["key"]: one["code"] for one in result["criteria"]}
    comma = pgettext("between names in a list", ", ")
    return [
        ChangeRow(
            change=change,
            typologies=comma.join(name_of(edition, "typology", key) for key in change.typologies),
            rating=(rating_name(result, change.rating[0]), rating_name(result, change.rating[1])),
            criteria=tuple((key, codes.get(key, key)) for key in change.criteria),
        )
        for change in changes
    ]
