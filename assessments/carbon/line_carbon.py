"""One line of a bill of quantities worked out: its factor, mass, and carbon by module, with the way each
came about."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from assessments.carbon.catalogue import FINDINGS, PHRASES
from assessments.carbon.end_of_life import DISPOSAL, EndOfLife, Ends
from assessments.carbon.factor import PRODUCT
from assessments.carbon.factors import Factor, FactorLibrary, Match
from assessments.carbon.legs import Leg
from assessments.carbon.line_amount import amount_of_line
from assessments.carbon.rows import sum_of
from assessments.carbon.take_off import TakeOffLine
from assessments.carbon.transport import Transport, transport_kgco2e
from assessments.carbon.units import Unit, unit_text
from standard_site.lib.findings import Finding, Where
from standard_site.lib.localised import Localised

_MOST_SUGGESTED = 50


@dataclass(frozen=True, slots=True)
class LineCarbon:
    """Carbon of one line by module [kgCO2e]; None is not known. `origins` say by module how a value came
    about, `basis` how factor and amount did; `amount` is the quantity in the unit of the factor that was used; `ends`
    is its end of life, once."""

    line_id: str
    element: str
    material: str
    factor_key: str | None
    mass_kg: float | None
    a1_a3_kgco2e: float | None
    a4_kgco2e: float | None
    a5_3_kgco2e: float | None
    origins: Mapping[str, Localised]
    line: TakeOffLine
    factor: Factor | None
    amount: float | None
    basis: tuple[Localised, ...] = ()
    ends: Ends = field(default_factory=Ends)

    @property
    def total_kgco2e(self) -> float | None:
        """A1–A3 + A4 + A5.3 [kgCO2e]; None when one of them is not known."""
        return sum_of((self.a1_a3_kgco2e, self.a4_kgco2e, self.a5_3_kgco2e))


@dataclass(frozen=True, slots=True)
class UnmatchedLine:
    """A line without A1–A3: why (a finding code), and the keys of the nearest factors."""

    line_id: str
    material: str
    file_line: int
    reason: str
    suggestions: tuple[str, ...]


@dataclass(slots=True)
class LineWorker:
    """Works out lines one after the other and remembers what is to be said about them."""

    library: FactorLibrary
    transport: Transport
    waste_rates: Mapping[str, float]
    default_waste_key: str
    end_of_life: EndOfLife | None = None
    disposal_left_out: bool = False
    unmatched: list[UnmatchedLine] = field(default_factory=list)
    _matches: dict[tuple[str, str | None, Unit], Match] = field(default_factory=dict)
    _said: list[Finding] = field(default_factory=list)
    _defaulted: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def work(self, line: TakeOffLine) -> LineCarbon:
        origins: dict[str, Localised] = {}
        match = self._match(line)
        factor, reason, suggestions = _usable_factor(match)
        found = amount_of_line(line, factor, match.confirmed)
        mass, amount, product = found.mass_kg, found.amount, None
        if factor is not None:
            product = _product(amount, factor, origins)
            reason = None if product is not None else "unit-not-convertible"
        if reason is not None:
            self._leave_out(line, reason, suggestions, factor)
        travel = self._travel(line, factor, mass, origins)
        ends = self.end_of_life.of(factor, amount, mass) if self.end_of_life is not None else Ends()
        waste = self._waste(factor, product, travel, ends, origins)
        return LineCarbon(
            line_id=line.line_id,
            element=line.element,
            material=line.material,
            factor_key=factor.key if factor else None,
            mass_kg=mass,
            a1_a3_kgco2e=product,
            a4_kgco2e=travel,
            a5_3_kgco2e=waste,
            origins=origins,
            line=line,
            factor=factor,
            amount=amount,
            basis=found.basis,
            ends=ends,
        )

    def findings(self) -> Iterator[Finding]:
        """What was found; lines that took the same default legs are told of together."""
        yield from self._said
        for (code, origin), line_ids in self._defaulted.items():
            values = {"origin": origin, "count": len(line_ids), "lines": ", ".join(line_ids)}
            yield FINDINGS.make(code, Where(field="legs"), **values)

    def _match(self, line: TakeOffLine) -> Match:
        """Bills repeat materials, so each question is asked once; a bill of nothing but riddles gets few suggestions."""
        question = (line.material, line.factor_key, line.unit)
        suggest = len(self.unmatched) < _MOST_SUGGESTED
        if self.library.insists(line.line_id):
            return self.library.match_line(line.line_id, *question, suggest=suggest)
        if question not in self._matches:
            self._matches[question] = self.library.match(*question, suggest=suggest)
        return self._matches[question]

    def _leave_out(
        self, line: TakeOffLine, reason: str, suggestions: tuple[str, ...], factor: Factor | None
    ) -> None:
        self.unmatched.append(UnmatchedLine(line.line_id, line.material, line.file_line, reason, suggestions))
        where = Where(line=line.file_line, object=line.line_id, field="material")
        values = {
            "material": line.material,
            "key": line.factor_key or (factor.key if factor else ""),
            "near": ", ".join(suggestions),
            "unit": line.unit,
            "factor_unit": factor.unit if factor else "",
        }
        self._said.append(FINDINGS.make(reason, where, **values))

    def _travel(
        self, line: TakeOffLine, factor: Factor | None, mass: float | None, origins: dict[str, Localised]
    ) -> float | None:
        if factor is not None and "A4" in factor.modules:
            origins["a4"] = PHRASES.say("inside-factor", {"module": "A4", "key": factor.key})
            return 0.0
        legs, why = self._legs(line)
        where = Where(line=line.file_line, object=line.line_id, field="legs")
        if mass is None:
            self._said.append(FINDINGS.make("mass-unknown", where, unit=line.unit, material=line.material))
            return None
        carbon = None if legs is None else transport_kgco2e(mass, legs, self.transport)
        if carbon is None:
            words = ", ".join(sorted({*self.transport.vehicles, *self.transport.factors}))
            self._said.append(
                FINDINGS.make("transport-unknown", where, origin=line.origin or "–", known=words)
            )
            return None
        journey = self._journey(legs or ())
        origins["a4"] = PHRASES.say("journey", {"mass": mass / 1000, "legs": journey, "why": why})
        return carbon

    def _journey(self, legs: tuple[Leg, ...]) -> Localised:
        """The legs as a sum, with the names of the vehicles."""
        said = [
            PHRASES.say(
                "leg",
                {
                    "distance": leg.distance_km,
                    "factor": found.kgco2e_per_tkm,
                    "vehicle": self.transport.name(found.key),
                },
            )
            for leg in legs
            if (found := self.transport.factor(leg.transport))
        ]
        return Localised(" + ".join(one.en for one in said), " + ".join(one.zh_hans for one in said))

    def _legs(self, line: TakeOffLine) -> tuple[tuple[Leg, ...] | None, Localised]:
        """Declared legs, else those of the origin, else those of an unknown origin; a misspelt origin is
        not unknown."""
        if line.legs is not None:
            return line.legs, PHRASES.say("legs-declared", {})
        origin = line.origin or self.transport.unknown_origin
        legs = self.transport.default_legs.get(origin)
        if legs is not None:
            code = "default-legs-by-origin" if line.origin else "default-legs-unknown-origin"
            self._defaulted.setdefault((code, origin), []).append(line.line_id)
        return legs, PHRASES.say("legs-of-origin", {"origin": self.transport.name(origin)})

    def _waste(
        self,
        factor: Factor | None,
        product: float | None,
        travel: float | None,
        ends: Ends,
        origins: dict[str, Localised],
    ) -> float | None:
        if factor is None or product is None or travel is None:
            return None
        if factor.modules & {"A5", "A5.3"}:
            origins["a5_3"] = PHRASES.say("inside-factor", {"module": "A5.3", "key": factor.key})
            return 0.0
        key = factor.waste_key or self.default_waste_key
        rate = self.waste_rates.get(key)
        if rate is None:
            self._said.append(FINDINGS.make("waste-rate-missing", Where(object=factor.key), key=key))
            return None
        disposal = self._disposal(ends)
        said = "waste-with-disposal" if disposal else "waste"
        origins["a5_3"] = PHRASES.say(said, {"rate": rate * 100, "key": key, "disposal": disposal})
        return rate * (product + travel + disposal)

    def _disposal(self, ends: Ends) -> float:
        """What moving, treating and dumping this much material emits [kgCO2e], as far as it is known."""
        known = [value for module in DISPOSAL if (value := ends.kgco2e[module]) is not None]
        if len(known) < len(DISPOSAL):
            self.disposal_left_out = True
        return math.fsum(known)


def _usable_factor(match: Match) -> tuple[Factor | None, str | None, tuple[str, ...]]:
    """The factor of a match, or the code of what keeps it from counting and the keys that may help."""
    factor = match.factor
    if factor is None:
        return None, match.reason, match.suggestions
    if not factor.usable or factor.kgco2e_per_unit is None:
        return None, "factor-inactive", (factor.key,)
    if "A1-A3" not in factor.modules:
        return None, "factor-without-a1-a3", (factor.key,)
    if factor.kgco2e_per_unit < 0:
        # A factor below zero nets stored carbon; METHOD keeps that out of A1–A3 unless it can be split.
        return None, "factor-negative", (factor.key,)
    return factor, None, ()


def _product(amount: float | None, factor: Factor, origins: dict[str, Localised]) -> float | None:
    per_unit = factor.module(PRODUCT)
    if amount is None or per_unit is None:
        return None
    values = {
        "amount": amount,
        "unit": unit_text(factor.unit),
        "factor": factor.stated(PRODUCT),
        "uplift": (factor.uplift or 0) * 100,
        "key": factor.key,
        "status": factor.source_status,
    }
    origins["a1_a3"] = PHRASES.say("product-with-uplift" if factor.uplift else "product", values)
    return amount * per_unit
