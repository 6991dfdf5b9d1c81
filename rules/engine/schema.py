"""What an edition holds, once loaded and checked: plain immutable values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .expressions import Node
from .localised import Localised
from .quantities import Unit
from .tables import Table

SCENARIOS = ("energy", "buildings", "transport", "resources")
WHOLE = "all"  # the scenario of a criterion that looks at the community as a whole; it earns no credit
SUBJECTS = ("building", "community")
AREA_KEYS = ("gia_m2", "useful_floor_area_m2", "gross_floor_area_m2", "footprint_m2", "roof_area_m2")
UNCONFIRMED = frozenset({"M", "NF"})
TRANSCRIBED = "F2"
SUBJECT_NAMES = ("works", "stage", "kind", "grid_region", "construction_start_year", "typology")


@dataclass(frozen=True, slots=True)
class Source:
    """A document numbers come from; `title` as its publisher writes it."""

    key: str
    title: str
    locator: str
    status: str


@dataclass(frozen=True, slots=True)
class Reference:
    """Where one number comes from, and how well it was checked there (F1 F2 D P M NF)."""

    source: Source
    locator: str
    status: str

    def to_json(self) -> dict[str, str]:
        return {
            "key": self.source.key,
            "title": self.source.title,
            "locator": self.locator,
            "status": self.status,
        }


@dataclass(frozen=True, slots=True)
class CrossReference:
    """A clause elsewhere that a criterion answers to; it is shown and never computed with."""

    source: Source
    clause: str
    status: str
    note: Localised | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number or word the author of the edition set, or took from a source."""

    key: str
    label: Localised
    value: float | str
    unit: str
    reference: Reference


@dataclass(frozen=True, slots=True)
class ValueRule:
    """A formula, the unit of its result, and the step it is rounded to before comparing (None: not rounded).

    `times` and `per` turn the formula's own unit into `unit`; one of them is 1, so that a whole factor divides
    without noise: 9 kg are 9 / 1000 t, and not 9 · 0.001.
    """

    expression: Node
    unit: str
    round_to: float | None = None
    times: float = 1.0
    per: float = 1.0

    def converting(self, found: Unit, declared: Unit) -> ValueRule:
        """The rule for a formula that gives one unit, its value stated in another of the same kind."""
        if found.same_size(declared):
            return self
        forward, backward = _whole(found.scale / declared.scale), _whole(declared.scale / found.scale)
        return replace(self, times=forward) if forward >= 1 else replace(self, per=backward)

    def converted(self, number: Any) -> Any:
        """A number in the formula's own unit, or an array of them, in `unit`."""
        return number * self.times / self.per


def _whole(factor: float) -> float:
    """A factor between units, without the noise that units multiplied together carry."""
    nearest = round(factor)
    return float(nearest) if nearest and abs(factor / nearest - 1) < 1e-12 else factor


@dataclass(frozen=True, slots=True)
class Metric:
    """A quantity the criteria speak of.

    `above` is an exclusive lower bound; `rule` the formula of a derived metric.
    """

    key: str
    label: Localised
    definition: Localised
    unit: str
    source: str
    type: str = "number"
    minimum: float | None = None
    above: float | None = None
    maximum: float | None = None
    rule: ValueRule | None = None

    def allows(self, number: Any) -> Any:
        """Whether a number, or each number of an array, is within the bounds."""
        return (
            (self.minimum is None or number >= self.minimum)
            & (self.above is None or number > self.above)
            & (self.maximum is None or number <= self.maximum)
        )


@dataclass(frozen=True, slots=True)
class Step:
    """A limit and the credits that reaching it earns; the best step reached counts, steps do not add up."""

    limit: Node
    credits: float


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing a criterion asks: `mandatory` and `credit` compare with limits, `report` and `method`
    ask for a value."""

    key: str
    kind: str
    title: Localised
    value: ValueRule
    sources: tuple[Reference, ...]
    applies_when: Node | None = None
    comparison: str | None = None
    limit: Node | None = None
    steps: tuple[Step, ...] = ()

    @property
    def unconfirmed(self) -> bool:
        return any(source.status in UNCONFIRMED for source in self.sources)

    @property
    def transcribed(self) -> bool:
        return any(source.status == TRANSCRIBED for source in self.sources)


@dataclass(frozen=True, slots=True)
class Context:
    """A figure shown beside a criterion for orientation; never a limit."""

    key: str
    title: Localised
    value: ValueRule


@dataclass(frozen=True, slots=True)
class Criterion:
    key: str
    code: str
    scenario: str
    title: Localised
    intent: Localised
    subjects: tuple[str, ...]
    stages: tuple[str, ...]
    value: ValueRule
    requirements: tuple[Requirement, ...]
    applies_when: Node | None = None
    context: tuple[Context, ...] = ()
    notes: Localised | None = None
    references: tuple[CrossReference, ...] = ()

    def formulas(self) -> Iterator[Node]:
        """Every formula of the criterion, conditions and limits among them, context last."""
        nodes: list[Node | None] = [self.applies_when, self.value.expression]
        for one in self.requirements:
            nodes += [one.applies_when, one.value.expression, one.limit, *(step.limit for step in one.steps)]
        nodes += [context.value.expression for context in self.context]
        yield from (node for node in nodes if node is not None)


@dataclass(frozen=True, slots=True)
class Typology:
    """A kind of use; `series` says which row of each typology table is its own (None: no number was
    found)."""

    key: str
    label: Localised
    series: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Rating:
    key: str
    label: Localised
    threshold: float
    reference: Reference


@dataclass(frozen=True, slots=True)
class Weight:
    """The share of a scenario in the score [%]."""

    percent: float
    reference: Reference


@dataclass(frozen=True, slots=True)
class Scenario:
    """One of the four scenarios, with its weight for each kind of subject."""

    key: str
    label: Localised
    weights: Mapping[str, Weight]


@dataclass(frozen=True, slots=True)
class Scoring:
    """How a mixed use combines limits, where credits and rounding come from, and the weighted scenarios."""

    mixed_use: str
    mixed_use_reference: Reference
    credits: Reference
    rounding: Reference
    scenarios: tuple[Scenario, ...]


@dataclass(frozen=True, slots=True)
class Corrigendum:
    """The edition whose mistakes an edition corrects, and which ones."""

    corrects: str
    note: Localised


@dataclass(frozen=True, slots=True)
class Notice:
    """What a reader must know of the edition wherever it is named: a few words, and a sentence or two."""

    label: Localised
    text: Localised


@dataclass(frozen=True, slots=True, eq=False)  # editions are compared by digest; eq=False keeps them hashable
class Edition:
    """One version of the standard.

    `derived_order` lists derived metrics so that each comes after what it needs. `transition` is the rule for
    projects registered before; the dates are ISO days.
    """

    key: str
    title: Localised
    status: str
    digest: str
    files: Mapping[str, bytes]
    area_definition: Localised
    module_sets: Mapping[str, tuple[str, ...]]
    sources: Mapping[str, Source]
    parameters: Mapping[str, Parameter]
    metrics: Mapping[str, Metric]
    criteria: tuple[Criterion, ...]
    tables: Mapping[str, Table]
    typologies: Mapping[str, Typology]
    ratings: tuple[Rating, ...]
    scoring: Scoring
    annexes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    derived_order: tuple[str, ...] = ()
    effective_from: str | None = None
    supersedes: str | None = None
    registration_opens: str | None = None
    transition: Localised | None = None
    corrigendum: Corrigendum | None = None
    notice: Notice | None = None

    def criterion(self, key: str) -> Criterion:
        """The criterion of a key; KeyError when the edition has none."""
        found = next((criterion for criterion in self.criteria if criterion.key == key), None)
        if found is None:
            raise KeyError(key)
        return found
