"""Three views of one building: as the United Kingdom, the European Union and China ask for it.

Each view is a list of terms over the same modules and lines: what is counted, over which years, per which area, and why. A
view takes the whole life that was worked out over its own study period; nothing is scaled from another period or another
area. What is not known leaves the view undetermined.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assessments.carbon.rows import sum_of
from assessments.carbon.whole_life import EMBODIED, MODULES, OF_A_LINE, UPFRONT, WholeLife
from standard_site.lib.localised import Localised, Phrasebook

PHRASES: Final = Phrasebook(Path(__file__).with_name("views.toml"))

_CHINA: Final = (*UPFRONT, "C1", "B6")


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a view counts.

    Args:
        key: uk, eu or cn.
        period_yr: study period [yr].
        area: the field of `Areas` it divides by.
        counted: modules inside its boundary.
        direct_operation: B6 by direct emissions [kgCO2] and not by life-cycle ones [kgCO2e].
    """

    key: str
    period_yr: int
    area: str
    counted: tuple[str, ...]
    direct_operation: bool = False


RECIPES: Final = (
    Recipe("uk", 60, "gia_m2", MODULES),
    Recipe("eu", 50, "useful_floor_area_m2", MODULES),
    Recipe("cn", 50, "gross_floor_area_m2", _CHINA, direct_operation=True),
)


@dataclass(frozen=True, slots=True)
class Areas:
    """The areas as declared [m2]; None is not declared, and no area stands in for another."""

    gia_m2: float | None = None
    useful_floor_area_m2: float | None = None
    gross_floor_area_m2: float | None = None


@dataclass(frozen=True, slots=True)
class ChinaEnergy:
    """What the energy side hands to the China view.

    Args:
        operation_kgco2_per_yr: direct carbon dioxide of operation by the provincial factor [kgCO2/yr].
        reduction_kgco2_per_m2_yr: fall against the reference building by GB 55015 [kgCO2/(m2·yr)].
    """

    operation_kgco2_per_yr: float | None = None
    reduction_kgco2_per_m2_yr: float | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """One module in a view: whether it counts, what it is over the view's period, in which gas, and why."""

    module: str
    counted: bool
    value_kg: float | None
    gas: str
    why: Localised


@dataclass(frozen=True, slots=True)
class ViewLine:
    """A line of the take-off in a view: its counted modules together [kgCO2e] and how often it is replaced."""

    line_id: str
    element: str
    material: str
    replacements: int | None
    modules: Mapping[str, float | None]

    @property
    def total_kgco2e(self) -> float | None:
        """All counted modules of the line [kgCO2e]."""
        return sum_of(self.modules.values())


@dataclass(frozen=True, slots=True)
class View:
    """One building as one place asks for it; areas in m2, carbon in kg over `period_yr` years."""

    recipe: Recipe
    area_m2: float | None
    terms: tuple[Term, ...]
    lines: tuple[ViewLine, ...]
    boundary: Localised
    notes: tuple[Localised, ...]
    reduction_kgco2_per_m2_yr: float | None = None

    def sum_over(self, modules: Iterable[str]) -> float | None:
        """The counted terms of some modules [kg]; None where one is not known or none is counted."""
        asked = frozenset(modules)
        return sum_of(term.value_kg for term in self.terms if term.counted and term.module in asked)

    @property
    def upfront_kg_per_m2(self) -> float | None:
        """A1–A5 by area [kgCO2e/m2]."""
        return self._by_area(self.sum_over(UPFRONT))

    @property
    def embodied_kg_per_m2(self) -> float | None:
        """What is counted of the materials over the period by area [kgCO2e/m2]."""
        return self._by_area(self.sum_over(EMBODIED))

    @property
    def total_kg(self) -> float | None:
        """All counted terms [kg]."""
        return self.sum_over(MODULES)

    @property
    def total_kg_per_m2(self) -> float | None:
        """All counted terms by area [kg/m2]."""
        return self._by_area(self.total_kg)

    @property
    def total_kg_per_m2_yr(self) -> float | None:
        """All counted terms by area and year [kg/(m2·yr)]."""
        total = self.total_kg_per_m2
        return None if total is None else total / self.recipe.period_yr

    def _by_area(self, value: float | None) -> float | None:
        return value / self.area_m2 if value is not None and self.area_m2 else None


@dataclass(frozen=True, slots=True)
class Difference:
    """What changes from one view to another in a module or a line [kg], and the reason.

    The change is None where one side is not known.
    """

    name: str
    before_kg: float | None
    after_kg: float | None
    reason: Localised

    @property
    def change_kg(self) -> float | None:
        """After less before [kg]."""
        if self.before_kg is None or self.after_kg is None:
            return None
        return self.after_kg - self.before_kg


def three_views(
    lives: Mapping[int, WholeLife], areas: Areas, china: ChinaEnergy | None = None
) -> tuple[View, ...]:
    """The views of `RECIPES`, in their order.

    Args:
        lives: the same building worked out over each study period [yr].
        areas: its areas as declared.
        china: what the energy side says for the China view.
    """
    energy = china or ChinaEnergy()
    return tuple(_view(recipe, lives.get(recipe.period_yr), areas, energy) for recipe in RECIPES)


def differences(before: View, after: View) -> tuple[Difference, ...]:
    """The steps from one view's total to another's, module by module; together they are the whole difference."""
    pairs = zip(before.terms, after.terms, strict=True)
    return tuple(
        Difference(one.module, _counted(one), _counted(other), _reason(one, other, before, after))
        for one, other in pairs
        if one.counted or other.counted
    )


def line_differences(before: View, after: View) -> tuple[Difference, ...]:
    """The same for every line of the take-off."""
    later = {line.line_id: line for line in after.lines}
    found = []
    for line in before.lines:
        other = later[line.line_id]
        found.append(
            Difference(line.line_id, line.total_kgco2e, other.total_kgco2e, _line_reason(line, other))
        )
    return tuple(found)


def _view(recipe: Recipe, life: WholeLife | None, areas: Areas, china: ChinaEnergy) -> View:
    area = getattr(areas, recipe.area)
    notes = [PHRASES.say(f"note-{recipe.key}", {})]
    if area is None:
        notes.append(PHRASES.say("area-missing", {"area": PHRASES.say(f"area-{recipe.area}", {})}))
    if life is None:
        notes.append(PHRASES.say("period-missing", {"period": recipe.period_yr}))
    return View(
        recipe=recipe,
        area_m2=area,
        terms=tuple(_term(recipe, module, life, china) for module in MODULES),
        lines=_lines(recipe, life),
        boundary=PHRASES.say(f"boundary-{recipe.key}", {}),
        notes=tuple(notes),
        reduction_kgco2_per_m2_yr=china.reduction_kgco2_per_m2_yr if recipe.direct_operation else None,
    )


def _term(recipe: Recipe, module: str, life: WholeLife | None, china: ChinaEnergy) -> Term:
    counted = module in recipe.counted
    if module == "B6" and recipe.direct_operation:
        yearly = china.operation_kgco2_per_yr
        value = None if yearly is None else yearly * recipe.period_yr
        return Term(module, counted, value, "kgCO2", PHRASES.say("why-cn-b6", {"period": recipe.period_yr}))
    why = PHRASES.say("why-counted" if counted else f"why-left-out-{recipe.key}", {"module": module})
    if counted and module == "B4":
        why = PHRASES.say("why-b4", {"period": recipe.period_yr})
    return Term(module, counted, life.modules[module] if life else None, "kgCO2e", why)


def _lines(recipe: Recipe, life: WholeLife | None) -> tuple[ViewLine, ...]:
    kept = [module for module in OF_A_LINE if module in recipe.counted]
    return tuple(
        ViewLine(
            line.line_id,
            line.element,
            line.material,
            line.replacements,
            {module: line.modules[module] for module in kept},
        )
        for line in (life.lines if life else ())
    )


def _counted(term: Term) -> float | None:
    return term.value_kg if term.counted else 0.0


def _reason(one: Term, other: Term, before: View, after: View) -> Localised:
    if one.counted != other.counted:
        return other.why if one.counted else PHRASES.say("reason-added", {"module": other.module})
    if one.gas != other.gas:
        return PHRASES.say("reason-gas", {})
    if one.value_kg is None or other.value_kg is None:
        return PHRASES.say("reason-unknown", {})
    if one.value_kg == other.value_kg:
        return PHRASES.say("reason-same", {})
    values = {"before": before.recipe.period_yr, "after": after.recipe.period_yr}
    return PHRASES.say("reason-period", values)


def _line_reason(one: ViewLine, other: ViewLine) -> Localised:
    if one.total_kgco2e is None or other.total_kgco2e is None:
        return PHRASES.say("reason-unknown", {})
    if one.modules == other.modules:
        return PHRASES.say("reason-same", {})
    left = ", ".join(module for module in one.modules if module not in other.modules)
    added = ", ".join(module for module in other.modules if module not in one.modules)
    if left or added:
        return PHRASES.say("reason-line-boundary", {"left": left or "–", "added": added or "–"})
    return PHRASES.say("reason-line-replaced", {"before": one.replacements, "after": other.replacements})
