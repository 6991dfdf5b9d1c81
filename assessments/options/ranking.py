"""Options side by side: what each saves against the design as it is, over a year and over the building's life, and which
criteria it turns. Worked out of the runs each time, so that nothing can be out of date."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assessments.carbon.operational import CarrierCarbon, OperatingCarbon
from assessments.carbon.rows import sum_of
from assessments.factors import number_parameter
from assessments.options.models import IMPROVED, Option, OptionRole, OptionStudy
from assessments.options.outcomes import Bench, Outcome, bench_of, carbon_of, keeps_reference, lines_built
from energyplus_runs.models import RunStatus
from rules.engine.evaluation import CriterionResult, Evaluation
from rules.engine.requirements import ACHIEVED
from rules.engine.schema import Criterion

_EUI, _OPERATING = "site_eui_kwh_per_m2_yr", "operating_carbon_kgco2_per_m2_yr"
_PERIOD = "study_period_yr"
# What the measures say when they find nothing to do.
_UNAPPLIED = frozenset({"measure-nothing-found", "measure-nothing-better", "measure-shadows-off"})


@dataclass(frozen=True, slots=True)
class Figures:
    """What a run came to, each None where it is not known.

    Site energy [kWh/yr], its intensity [kWh/m2/yr], operating carbon as the edition judges it [kgCO2/m2/yr], life-cycle carbon
    of imported energy, EN 15978 B6 [kgCO2e/m2/yr], electricity from the grid [kWh/yr], hours above the cooling set-point [h].
    """

    site_energy_kwh_per_yr: float | None
    eui_kwh_per_m2_yr: float | None
    operating_kgco2_per_m2_yr: float | None
    b6_kgco2e_per_m2_yr: float | None
    purchased_kwh_per_yr: float | None
    unmet_cooling_h: float | None


@dataclass(frozen=True, slots=True)
class Turned:
    """A criterion that comes to something else with an option."""

    criterion: Criterion
    before: str
    after: str
    credits: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """One option. What is saved is positive where the option is better; `whole_life_kgco2e_per_m2` is saved over the study
    period: B6 of all its years less what is built at the beginning."""

    option: Option
    state: str
    figures: Figures | None = None
    energy_saved_kwh_per_m2_yr: float | None = None
    operating_saved_kgco2_per_m2_yr: float | None = None
    b6_saved_kgco2e_per_m2_yr: float | None = None
    upfront_added_kgco2e_per_m2: float | None = None
    whole_life_saved_kgco2e_per_m2: float | None = None
    turned: tuple[Turned, ...] = ()

    @property
    def gained(self) -> int:
        """Criteria that are achieved with it, less those that are lost."""
        return sum((one.after == ACHIEVED) - (one.before == ACHIEVED) for one in self.turned)

    @property
    def credits(self) -> float:
        return sum(one.credits for one in self.turned)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The design as it is, and its options in order; `period_yr` is the edition's study period [yr]."""

    base: Ranked | None
    options: tuple[Ranked, ...]
    period_yr: float | None
    by: str


_Order = Callable[[Ranked], float | None]
ORDERS: dict[str, _Order] = {
    "operating": lambda one: one.operating_saved_kgco2_per_m2_yr,
    "whole-life": lambda one: one.whole_life_saved_kgco2e_per_m2,
    "criteria": lambda one: None if one.figures is None else one.gained * 1000 + one.credits,
}


def rank(study: OptionStudy, by: str = "operating") -> Ranking:
    """All options of a study, the best first; what is not known comes last, and equals stay in the order they were asked for.

    Raises KeyError for an unknown order.
    """
    order, options = ORDERS[by], list(study.options.all())
    bench = bench_of(study, options)
    period = number_parameter(bench.edition, _PERIOD)
    design = next((one for one in options if one.role == OptionRole.DESIGN), None)
    bases = _Bases(bench, design) if design is not None and design.is_ready else None
    ranked = [_ranked(option, bench, bases, period) for option in options if option.role in IMPROVED]
    base = None if design is None else _base(design, bench, bases)
    return Ranking(base, tuple(_sorted(ranked, order)), period, by)


def _sorted(ranked: Iterable[Ranked], order: _Order) -> list[Ranked]:
    def place(one: Ranked) -> tuple[bool, float]:
        value = order(one)
        return value is None, -(value or 0.0)

    return sorted(ranked, key=place)


class _Bases:
    """The design judged with what an option is judged with: like with like.

    Without its take-off for options whose material is not known, without its reference building for those that would have
    another one.
    """

    def __init__(self, bench: Bench, design: Option) -> None:
        self._bench, self._design = bench, design
        self._judged: dict[tuple[bool, bool], Outcome] = {}
        self.whole = self.of(upfront=True, reference=True)

    def of(self, *, upfront: bool, reference: bool) -> Outcome:
        if (upfront, reference) not in self._judged:
            carbon = self._bench.upfront() if upfront else None
            judged = self._bench.judge(self._design.run, carbon, reference=reference)
            self._judged[upfront, reference] = judged
        return self._judged[upfront, reference]


def _base(design: Option, bench: Bench, bases: _Bases | None) -> Ranked:
    figures = None if bases is None else figures_of(bases.whole, bench.gia_m2)
    return Ranked(design, state_of(design), figures)


def _ranked(option: Option, bench: Bench, bases: _Bases | None, period: float | None) -> Ranked:
    if not option.is_ready:
        return Ranked(option, state_of(option))
    lines, reference = lines_built(option), keeps_reference(option)
    upfront = bench.upfront(lines) if lines is not None else None
    outcome = bench.judge(option.run, upfront, reference=reference)
    figures = figures_of(outcome, bench.gia_m2)
    carbon = carbon_of(lines, bench.edition) if lines is not None else None
    added = _per(carbon, bench.gia_m2)
    if bases is None:
        return Ranked(option, state_of(option), figures, upfront_added_kgco2e_per_m2=added)
    base = bases.of(upfront=lines is not None, reference=reference)
    before = figures_of(bases.whole, bench.gia_m2)
    b6 = _per(_b6_saved(bases.whole.known.operating, outcome.known.operating), bench.gia_m2)
    return Ranked(
        option,
        state_of(option),
        figures,
        _less(before.eui_kwh_per_m2_yr, figures.eui_kwh_per_m2_yr),
        _less(before.operating_kgco2_per_m2_yr, figures.operating_kgco2_per_m2_yr),
        b6,
        added,
        None if b6 is None or added is None or period is None else b6 * period - added,
        tuple(_turned(base.evaluation, outcome.evaluation)),
    )


def figures_of(outcome: Outcome, gia_m2: float | None) -> Figures:
    """The figures of one judged run."""
    operating = outcome.known.operating
    return Figures(
        site_energy_kwh_per_yr=_metric(outcome, "site_energy_kwh_per_yr"),
        eui_kwh_per_m2_yr=_metric(outcome, _EUI),
        operating_kgco2_per_m2_yr=_metric(outcome, _OPERATING),
        b6_kgco2e_per_m2_yr=_per(operating.footprint_kgco2e if operating is not None else None, gia_m2),
        purchased_kwh_per_yr=outcome.results.purchased_electricity_kwh,
        unmet_cooling_h=outcome.results.unmet_cooling_h,
    )


def _b6_saved(before: OperatingCarbon | None, after: OperatingCarbon | None) -> float | None:
    """Life-cycle carbon of what is imported less [kgCO2e/yr]; one without a factor is left out where its use is the same."""
    if before is None or after is None:
        return None
    old, new = ({one.carrier: one for one in operating.carriers} for operating in (before, after))
    parts = [_carrier_saved(old.get(name), new.get(name)) for name in dict.fromkeys((*old, *new))]
    return sum_of(parts)


def _carrier_saved(before: CarrierCarbon | None, after: CarrierCarbon | None) -> float | None:
    """A carrier that one of the two does not use is used nothing there."""
    used = [0.0 if one is None else one.imported_kwh for one in (before, after)]
    if used[0] == used[1] and used[0] is not None:
        return 0.0
    carbon = [0.0 if one is None else one.kgco2e for one in (before, after)]
    return _less(*carbon)


def state_of(option: Option) -> str:
    """The status of its run; `inapplicable` where the simulation found that a measure does not apply."""
    if option.run.status == RunStatus.FAILED and _UNAPPLIED & {one["code"] for one in option.run.findings}:
        return "inapplicable"
    return str(option.run.status)


def _turned(before: Evaluation, after: Evaluation) -> Iterable[Turned]:
    for old, new in zip(before.criteria, after.criteria, strict=True):
        credits = _credits(new) - _credits(old)
        if old.outcome != new.outcome or credits:
            yield Turned(new.criterion, old.outcome, new.outcome, credits)


def _credits(result: CriterionResult) -> float:
    return sum(requirement.credits for requirement in result.requirements)


def _metric(outcome: Outcome, key: str) -> float | None:
    metric = outcome.evaluation.metrics.get(key)
    value = metric.value if metric is not None else None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _per(amount: float | None, area_m2: float | None) -> float | None:
    return None if amount is None or not area_m2 else amount / area_m2


def _less(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else before - after
