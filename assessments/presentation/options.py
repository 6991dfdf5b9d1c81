"""Studies of options as pages show them: how far they are, and the options in their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from assessments.options.choosing import titles
from assessments.options.models import Option, OptionRole, OptionStudy
from assessments.options.ranking import ORDERS, Ranked, Ranking, Turned, state_of
from assessments.presentation.charts import Chart
from assessments.presentation.text import said
from energyplus_runs.models import RunStatus
from energyplus_runs.simulation.measures.catalogue import measures
from standard_site.lib.formats import number, unit
from standard_site.lib.words import OUTCOMES

_PERCENT_DONE = 100.0


@dataclass(frozen=True, slots=True)
class OptionState:
    """One simulation of a study, while it is under way."""

    title: str
    state: str
    percent: float | None


@dataclass(frozen=True, slots=True)
class StudyProgress:
    """All simulations of a study together; `percent` is the mean of their shares of the year."""

    options: tuple[OptionState, ...]
    over: int
    percent: float
    cancelling: bool


@dataclass(frozen=True, slots=True)
class TurnedShown:
    key: str
    code: str
    title: str
    before: str
    after: str
    credits: float


@dataclass(frozen=True, slots=True)
class OptionShown:
    """One option as a row; what is not determined says so."""

    option: Option
    title: str
    numbers: tuple[str, ...]
    state: str
    ready: bool
    pickable: bool
    ranked: Ranked
    turned: tuple[TurnedShown, ...]
    findings: tuple[Mapping[str, Any], ...]
    changes: tuple[tuple[str, int], ...]


def progress_of(study: OptionStudy) -> StudyProgress:
    """The state of every simulation of a study."""
    options = list(study.options.all())
    states = tuple(OptionState(title_of(one), state_text(one), _percent(one)) for one in options)
    over = sum(not one.run.is_open for one in options)
    shares = [_PERCENT_DONE if not one.run.is_open else one.run.percent for one in options]
    cancelling = any(one.run.is_open and one.run.cancel_requested_at is not None for one in options)
    return StudyProgress(states, over, sum(shares) / len(shares), cancelling)


def title_of(option: Option) -> str:
    """The measures of an option by name; else what the simulation is for."""
    return said(titles(option.measures)) if option.measures else str(OptionRole(option.role).label)


def state_text(option: Option) -> str:
    state = state_of(option)
    if state == "inapplicable":
        return _("Does not apply")
    return str(RunStatus(state).label)


def options_shown(ranking: Ranking) -> tuple[OptionShown, ...]:
    return tuple(_shown(one) for one in ranking.options)


def chart_of(ranking: Ranking) -> Chart | None:
    """What each option saves by the order of the page; none where nothing is known."""
    if ranking.by == "criteria":
        return None
    symbol = unit("kgCO2/m2/yr" if ranking.by == "operating" else "kgCO2e/m2")
    heading = _("Operating carbon saved") if ranking.by == "operating" else _("Whole-life carbon saved")
    values = [(title_of(one.option), ORDERS[ranking.by](one)) for one in ranking.options]
    bars = [
        {"key": str(position), "name": name, "value": value}
        for position, (name, value) in enumerate(values)
        if value is not None
    ]
    if not bars:
        return None
    return Chart(
        id="chart-options",
        module="chart-bars",
        caption=f"{heading}, {symbol}",
        data={"kind": "one", "bars": bars, "unit": symbol},
        size="tall" if len(bars) > 6 else "",
        columns=(_("Option"), symbol),
        table=tuple((name, number(value)) for name, value in values),
    )


def _percent(option: Option) -> float | None:
    return option.run.percent if option.run.status == RunStatus.RUNNING else None


def _shown(ranked: Ranked) -> OptionShown:
    option = ranked.option
    return OptionShown(
        option=option,
        title=title_of(option),
        numbers=tuple(_numbers(option)),
        state=state_text(option),
        ready=option.is_ready,
        pickable=option.role == OptionRole.MEASURE and option.is_ready,
        ranked=ranked,
        turned=tuple(_turned(one) for one in ranked.turned),
        findings=tuple(_own_findings(option)),
        changes=tuple(_changes(option)),
    )


def _numbers(option: Option) -> Iterator[str]:
    for entry in option.measures:
        measure = measures().get(entry["key"])
        for name, value in entry["parameters"].items():
            parameter = measure.parameters.get(name) if measure is not None else None
            if parameter is not None:
                yield f"{said(parameter.title)}: {number(value)} {unit(parameter.unit)}".strip()


def _own_findings(option: Option) -> Iterable[Mapping[str, Any]]:
    """What a measure found; of a run that failed everything."""
    failed = option.run.status == RunStatus.FAILED
    return (one for one in option.run.findings if failed or one["code"].startswith("measure"))


def _changes(option: Option) -> Iterator[tuple[str, int]]:
    """How many changes each measure made to the model."""
    keys = {entry["key"] for entry in option.measures}
    for step in option.run.preparation:
        if step["key"] in keys:
            yield said(step["title"]), len(step["changes"])


def _turned(turned: Turned) -> TurnedShown:
    criterion = turned.criterion
    before, after = (str(OUTCOMES.get(word, word)) for word in (turned.before, turned.after))
    return TurnedShown(criterion.key, criterion.code, said(criterion.title), before, after, turned.credits)
