"""C1–C4 of one line, once: what its factor states, else what the edition says stands in for it.

C2 by the edition's way to treatment; C3 and C4 by the mass of a material that is treated alike, where the edition names
one. C1 is shared among the lines later (`whole_life_lines`), because it is declared for the building as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from assessments.carbon.catalogue import PHRASES
from assessments.carbon.factor import Factor
from assessments.carbon.legs import Leg
from assessments.carbon.rows import active, number_or_none, text
from assessments.carbon.transport import Transport, transport_kgco2e
from assessments.carbon.units import KG_PER_T, Unit, unit_text
from assessments.carbon.whole_life import END_OF_LIFE
from standard_site.lib.localised import Localised

DISPOSAL: Final = ("C2", "C3", "C4")
"""The modules of what is thrown away on site, which A5.3 holds beside the making and bringing of it."""

TREATED: Final = ("C3", "C4")
"""The modules that a material treated alike stands in for."""

_TO_TREATMENT: Final = "C2"
_KG_PER_UNIT: Final = {Unit.KG: 1.0, Unit.T: KG_PER_T}


@dataclass(frozen=True, slots=True)
class TreatedLike:
    """How a material is treated at its end, told by another one.

    Args:
        key: factor of the material that is treated alike.
        kgco2e_per_kg: carbon by module, C3 and C4 [kgCO2e/kg]; what is not known is absent.
        own: the modules whose value is the edition's own, where that material goes another way.
        status: how well it is known that they are alike.
    """

    key: str
    kgco2e_per_kg: Mapping[str, float]
    own: frozenset[str]
    status: str


@dataclass(frozen=True, slots=True)
class Ends:
    """C1–C4 of a line [kgCO2e]; what is not known is None. `origins` say how the values came about."""

    kgco2e: Mapping[str, float | None] = field(default_factory=lambda: dict.fromkeys(END_OF_LIFE))
    origins: Mapping[str, Localised] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EndOfLife:
    """What an edition says of the end of life where factors do not.

    Args:
        transport: its transport factors.
        legs: its way to treatment; None without one.
        like: what materials are treated alike, by the key of the factor that does not say so itself.
    """

    transport: Transport
    legs: tuple[Leg, ...] | None = None
    like: Mapping[str, TreatedLike] = field(default_factory=dict)

    def of(self, factor: Factor | None, amount: float | None, mass_kg: float | None) -> Ends:
        """The end of a line, from its amount in the unit of its factor and its mass [kg]."""
        origins: dict[str, Localised] = {}
        found = {module: _stated(factor, amount, module, origins) for module in END_OF_LIFE}
        if found[_TO_TREATMENT] is None and mass_kg is not None:
            found[_TO_TREATMENT] = self._to_treatment(mass_kg, origins)
        if factor is not None and mass_kg is not None and all(found[module] is None for module in TREATED):
            found |= self._treated(factor, mass_kg, origins)
        return Ends(found, origins)

    def like_of(self, factor: Factor) -> TreatedLike | None:
        """What the material of a factor is treated like; a factor that stands for another one is of its material."""
        return self.like.get(factor.key) or self.like.get(factor.stands_for or "")

    def _to_treatment(self, mass_kg: float, origins: dict[str, Localised]) -> float | None:
        kgco2e = transport_kgco2e(mass_kg, self.legs, self.transport) if self.legs is not None else None
        if kgco2e is not None:
            origins[_TO_TREATMENT] = PHRASES.say("way-to-treatment", {"mass": mass_kg / KG_PER_T})
        return kgco2e

    def _treated(self, factor: Factor, mass_kg: float, origins: dict[str, Localised]) -> dict[str, float]:
        like = self.like_of(factor)
        if like is None:
            return {}
        for module in like.kgco2e_per_kg:
            said = "treated-otherwise" if module in like.own else "treated-like"
            values = {"module": module, "like": like.key, "status": like.status, "mass": mass_kg}
            origins[module] = PHRASES.say(said, {**values, "factor": like.kgco2e_per_kg[module]})
        return {module: mass_kg * per_kg for module, per_kg in like.kgco2e_per_kg.items()}


def treated_like_from_rows(
    rows: Iterable[Mapping[str, object]], factors: Mapping[str, Factor]
) -> dict[str, TreatedLike]:
    """From an edition's rows `material, like, c3_kgco2e_per_kg, c4_kgco2e_per_kg, status`.

    A value in the row itself is taken first, then that of the factor `like` by its mass; what neither gives is not known.
    """
    return {
        text(row, "material"): _treated_like(row, factors.get(text(row, "like")))
        for row in rows
        if active(row)
    }


def _treated_like(row: Mapping[str, object], like: Factor | None) -> TreatedLike:
    found: dict[str, float] = {}
    own = set()
    per_unit = like.mass_kg_per_unit or _KG_PER_UNIT.get(like.unit) if like is not None else None
    for module in TREATED:
        value = number_or_none(row, f"{module.lower()}_kgco2e_per_kg")
        stated = like.module(module) if like is not None else None
        if value is not None:
            own.add(module)
            found[module] = value
        elif stated is not None and per_unit:
            found[module] = stated / per_unit
    return TreatedLike(text(row, "like"), found, frozenset(own), text(row, "status"))


def _stated(
    factor: Factor | None, amount: float | None, module: str, origins: dict[str, Localised]
) -> float | None:
    per_unit = factor.module(module) if factor is not None else None
    if factor is None or per_unit is None or amount is None:
        return None
    values = {"module": module, "amount": amount, "unit": unit_text(factor.unit)}
    origins[module] = PHRASES.say("end-of-life", {**values, "factor": per_unit, "key": factor.key})
    return amount * per_unit
