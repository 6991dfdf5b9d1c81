"""Factors as pages show them: kinds, modules and remarks in words, and the search over an edition's factors."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from assessments.carbon.end_of_life import TREATED
from assessments.carbon.factor import GWP_PARTS, MODULES, Factor, Kind
from assessments.carbon.factors_choice import Lost, group_of
from assessments.carbon.units import Unit
from assessments.factors import FOREIGN_UPLIFT, factors_of, number_parameter, treated_like_of
from rules.engine.diff_reach import reaches
from rules.engine.schema import Criterion, Edition

KINDS: Mapping[str, object] = {
    Kind.SPECIFIC: _("Specific product"),
    Kind.LOCAL_GENERIC: _("Generic, local"),
    Kind.FOREIGN_GENERIC: _("Generic, another country"),
}
REMARKS: Mapping[str, object] = {
    "biogenic-netted": _(
        "The source nets stored carbon and gives no way to split it; what it states is shown and not counted."
    ),
    "biogenic-split": _(
        "The source nets stored carbon; it was split by EN 16449 from mass and moisture and is shown apart."
    ),
    "biogenic-small": _(
        "The source may net the small amount of carbon stored in paper facings; it was not split."
    ),
    "waste-process": _("A process of waste treatment, not a product: it has no A1–A3."),
    "empty-waste-process": _(
        "The source models no end of life for it; its zero there is not taken for a value."
    ),
    "end-of-life-per-kg": _(
        "The source repeats the end of life of one kilogram here, though the unit is another; it is not taken."
    ),
    "mass-implausible": _("The source's mass cannot be in kilograms; it is not taken."),
    "declared-area": _("The source states it for another area; it was divided, and the mass is not taken."),
    "names-differ": _("The source's names in two languages differ; the name of the data set was followed."),
}
PARTS: Mapping[str, object] = {
    "a1_a3_fossil": _("Fossil part of A1–A3"),
    "a1_a3_luluc": _("Land-use part of A1–A3"),
    "a1_a3_biogenic": _("Biogenic part of A1–A3"),
    "c_biogenic": _("Biogenic part of C1–C4"),
}
LOST: Mapping[str, object] = {
    Lost.EXPIRED: _("its validity has ended"),
    Lost.NO_PRODUCT_STAGE: _("it has no A1–A3 that counts"),
    Lost.OTHER_UNIT: _("it counts in another unit"),
    Lost.LESSER_KIND: _("a better kind of data was found"),
    Lost.OLDER: _("newer data of the same kind were found"),
    Lost.OVERRIDDEN: _("the line chose another one, with a reason"),
}


@dataclass(frozen=True, slots=True)
class FactorQuery:
    """What is looked for among factors; blank words ask for nothing."""

    words: str = ""
    kind: str = ""
    geography: str = ""
    unit: str = ""

    def matches(self, factor: Factor) -> bool:
        text = _plain(" ".join((factor.key, *factor.name.values())))
        return (
            all(word in text for word in _plain(self.words).split())
            and self.kind in ("", factor.kind)
            and self.geography in ("", _geography(factor))
            and self.unit in ("", factor.unit)
        )


@dataclass(frozen=True, slots=True)
class ModuleShown:
    """A module [kgCO2e/unit]: as the source states it and as it counts; None is not known."""

    name: str
    stated: float | None
    counted: float | None


@dataclass(frozen=True, slots=True)
class PartShown:
    """A part of the climate indicator as the source states it [kgCO2e/unit]."""

    label: object
    value: float


@dataclass(frozen=True, slots=True)
class FactorShown:
    """One factor with everything known of it."""

    factor: Factor
    kind: object
    modules: tuple[ModuleShown, ...]
    remarks: tuple[object, ...]
    parts: tuple[PartShown, ...]

    @property
    def geography(self) -> str:
        return _geography(self.factor)


def factor_shown(factor: Factor) -> FactorShown:
    modules = (ModuleShown(name, factor.stated(name), factor.module(name)) for name in MODULES)
    remarks = tuple(REMARKS[code] for code in factor.remarks if code in REMARKS)
    parts = (PartShown(PARTS[name], factor.gwp_parts[name]) for name in GWP_PARTS if name in factor.gwp_parts)
    return FactorShown(factor, KINDS[factor.kind], tuple(modules), remarks, tuple(parts))


def found_factors(edition: Edition, query: FactorQuery) -> list[FactorShown]:
    """The edition's factors that a query finds, in the order of the tables."""
    return [factor_shown(factor) for factor in factors_of(edition) if query.matches(factor)]


def choices_of(edition: Edition) -> dict[str, list[tuple[str, object]]]:
    """What can be asked for: the kinds, places and units that occur."""
    factors = factors_of(edition)
    return {
        "kinds": [(kind.value, KINDS[kind]) for kind in Kind if any(one.kind is kind for one in factors)],
        "geographies": [(place, place) for place in sorted({_geography(one) for one in factors})],
        "units": [(unit.value, unit.value) for unit in Unit if any(one.unit is unit for one in factors)],
    }


def alike(edition: Edition, factor: Factor) -> list[FactorShown]:
    """The other factors for the same material."""
    group = group_of(factor)
    return [
        factor_shown(one) for one in factors_of(edition) if group_of(one) == group and one.key != factor.key
    ]


@dataclass(frozen=True, slots=True)
class EndShown:
    """C3 or C4 by mass [kgCO2e/kg], as the edition has it of a material whose factor is silent."""

    module: str
    kgco2e_per_kg: float
    own: bool


@dataclass(frozen=True, slots=True)
class TreatedShown:
    """What a material is treated like at its end, and what that emits."""

    like: Factor | None
    key: str
    status: str
    ends: tuple[EndShown, ...]


def treated_shown(edition: Edition, factor: Factor) -> TreatedShown | None:
    """What stands in for the end of life of a factor that states none of it; None where nothing does."""
    like = treated_like_of(edition).get(factor.key)
    if like is None or any(factor.stated(module) is not None for module in TREATED):
        return None
    other = next((one for one in factors_of(edition) if one.key == like.key), None)
    ends = (EndShown(module, value, module in like.own) for module, value in like.kgco2e_per_kg.items())
    return TreatedShown(other, like.key, like.status, tuple(ends))


@lru_cache(maxsize=8)
def counting_criteria(edition: Edition) -> Sequence[Criterion]:
    """The criteria whose formulas reach carbon worked out from a take-off, where factors are used."""
    counted = {("metrics", key) for key, metric in edition.metrics.items() if metric.source == "take_off"}
    reached = reaches(edition)
    return tuple(one for one in edition.criteria if reached[one.key] & counted)


def uplift_of(edition: Edition) -> float | None:
    """The share added to data of other countries [1]; None where the edition knows none."""
    return number_parameter(edition, FOREIGN_UPLIFT)


def options(values: Iterable[tuple[str, object]], chosen: str) -> list[tuple[str, object, bool]]:
    """Choices for a list, the chosen one marked."""
    return [(value, label, value == chosen) for value, label in values]


def _geography(factor: Factor) -> str:
    """Where the data are from; the edition's own generic factors are of the country it is for."""
    return factor.geography or ("CN" if factor.kind is Kind.LOCAL_GENERIC else "")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
