"""The lines of a take-off over the study period: how often each is replaced, and what its end of life emits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from assessments.carbon.catalogue import FINDINGS, PHRASES
from assessments.carbon.line_carbon import LineCarbon
from assessments.carbon.replacement import SHORTEST_LIFE_YR, ServiceLife, ServiceLives, replacements
from assessments.carbon.rows import sum_of
from assessments.carbon.units import unit_text
from assessments.carbon.whole_life import LineWholeLife
from standard_site.lib.findings import Finding, Where
from standard_site.lib.localised import Localised

_MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class OnceReplaced:
    """What one replacement of a line emits [kgCO2e], and how long the part lasts [yr]."""

    kgco2e: float | None
    service_life_yr: float


@dataclass(slots=True)
class LineLives:
    """Takes lines through a study period and remembers what is to be said about them.

    Args:
        period_yr: study period [yr].
        service_lives: what the edition says of them.
        deconstruction_kgco2e_per_kg: what taking the building down emits by the mass of its lines, for factors that do
            not state C1; None where that is not known.
    """

    period_yr: int
    service_lives: ServiceLives
    deconstruction_kgco2e_per_kg: float | None = None
    replaced: list[OnceReplaced] = field(default_factory=list)
    _unknown: dict[str, list[str]] = field(default_factory=dict)

    def work(self, line: LineCarbon) -> LineWholeLife:
        """One line over the period."""
        origins = {_MODULE_OF[key]: said for key, said in line.origins.items()}
        modules: dict[str, float | None] = {
            "A1-A3": line.a1_a3_kgco2e,
            "A4": line.a4_kgco2e,
            "A5.3": line.a5_3_kgco2e,
        }
        ends = self._ends(line, origins)
        count, modules["B4"] = self._replacement(line, {**modules, **ends}, origins)
        modules |= ends
        modules["D1"] = _beyond(line, count, origins)
        return LineWholeLife(
            line_id=line.line_id,
            element=line.element,
            material=line.material,
            factor_key=line.factor_key,
            quantity=line.line.quantity,
            unit=line.line.unit,
            mass_kg=line.mass_kg,
            replacements=count,
            modules=modules,
            biogenic_kgco2=_stored(line, origins),
            origins=origins,
        )

    def findings(self) -> Iterator[Finding]:
        """What was found, one finding of a kind for all its lines."""
        for code, line_ids in self._unknown.items():
            named = ", ".join(line_ids[:_MOST_NAMED]) + (" …" if len(line_ids) > _MOST_NAMED else "")
            values = {"count": len(line_ids), "lines": named, "period": self.period_yr}
            yield FINDINGS.make(code, Where(field="service_life_yr"), **values)

    def _ends(self, line: LineCarbon, origins: dict[str, Localised]) -> dict[str, float | None]:
        """C1–C4 of a line, once; its share of what is declared of taking the building down where no factor says C1."""
        found = dict(line.ends.kgco2e)
        origins.update(line.ends.origins)
        per_kg = self.deconstruction_kgco2e_per_kg
        if found["C1"] is None and per_kg is not None and line.mass_kg is not None:
            found["C1"] = line.mass_kg * per_kg
            origins["C1"] = PHRASES.say("deconstruction-share", {"mass": line.mass_kg, "per_kg": per_kg})
        return found

    def _replacement(
        self, line: LineCarbon, once: Mapping[str, float | None], origins: dict[str, Localised]
    ) -> tuple[int | None, float | None]:
        """How often a line is replaced, and B4 [kgCO2e]: A5.2 is never in it."""
        life = self._service_life(line)
        if life is None:
            return None, None
        count = replacements(self.period_yr, life.years)
        each = sum_of(once.values())
        if count == 0:
            each = 0.0  # what is never replaced emits nothing, whatever else is known of it
        elif each is None:
            self._note("replacement-carbon-unknown", line)
        self.replaced.append(OnceReplaced(each, life.years))
        parts = " + ".join(once)
        values = {"count": count, "parts": parts, "life": life.years, "period": self.period_yr}
        origins["B4"] = PHRASES.say("replaced", {**values, "why": life.why})
        return count, None if each is None else count * each

    def _service_life(self, line: LineCarbon) -> ServiceLife | None:
        life = self.service_lives.of(line.line, line.factor)
        if life is None:
            self._note("service-life-unknown", line)
        elif life.years < SHORTEST_LIFE_YR:
            self._note("service-life-too-short", line)
            return None
        return life

    def _note(self, code: str, line: LineCarbon) -> None:
        self._unknown.setdefault(code, []).append(line.line_id)


def sum_of_lines(lines: Iterable[LineWholeLife], module: str) -> float | None:
    """A module over all lines [kgCO2e]; None where one of them is not known."""
    return sum_of(line.modules[module] for line in lines)


def _beyond(line: LineCarbon, replacements: int | None, origins: dict[str, Localised]) -> float | None:
    """D1 over the study period [kgCO2e]: of the first installation and of every replacement."""
    per_unit = line.factor.module("D") if line.factor is not None else None
    if line.factor is None or per_unit is None or line.amount is None or replacements is None:
        return None
    values = {"amount": line.amount, "unit": unit_text(line.factor.unit), "factor": per_unit}
    origins["D1"] = PHRASES.say("beyond", {**values, "pieces": replacements + 1})
    return line.amount * per_unit * (replacements + 1)


def _stored(line: LineCarbon, origins: dict[str, Localised]) -> float | None:
    """Carbon dioxide held by a line's material when the building is finished [kgCO2], as its factor states it.

    −1/+1 of EN 15804+A2: what is taken up leaves again, so it is shown and is in no total.
    """
    per_unit = line.factor.biogenic_kgco2_per_unit if line.factor is not None else None
    if line.factor is None or per_unit is None or line.amount is None:
        return None
    values = {"amount": line.amount, "unit": unit_text(line.factor.unit), "factor": per_unit}
    origins["biogenic"] = PHRASES.say("stored", values)
    return line.amount * per_unit


_MODULE_OF = {"a1_a3": "A1-A3", "a4": "A4", "a5_3": "A5.3"}
