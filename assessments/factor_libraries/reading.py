"""Reading data sets of factors, and the library that a design is worked out with at a moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from assessments.carbon.factor import Dataset, Factor, Kind
from assessments.carbon.factors import FactorLibrary
from assessments.carbon.factors_rows import factor_from_row
from assessments.factor_libraries.models import FactorChoice, FactorDataset
from assessments.factors import FOREIGN_UPLIFT, factors_of, library_of, number_parameter
from assessments.matching.reading import confirmed_until
from assessments.models import Design
from rules.engine.schema import Edition
from standard_site.accounts.models import User


def visible_datasets(user: User) -> QuerySet[FactorDataset]:
    """The data sets of the organisations a person belongs to, newest first, without their rows."""
    found = FactorDataset.objects.filter(organisation__in=user.organisation_ids)
    return found.select_related("organisation", "uploaded_by", "retired_by")


def acting_datasets(organisation_id: int, at: datetime) -> tuple[FactorDataset, ...]:
    """The data sets that acted at a moment: the newest version of each, unless it was retired by then."""
    until_then = FactorDataset.objects.filter(organisation=organisation_id, uploaded_at__lte=at)
    newest = {dataset.key: dataset for dataset in until_then.order_by("version")}
    return tuple(one for one in newest.values() if one.retired_at is None or one.retired_at > at)


def is_acting(dataset: FactorDataset) -> bool:
    """Whether a version acts now."""
    same = FactorDataset.objects.filter(organisation=dataset.organisation_id, key=dataset.key)
    return dataset.retired_at is None and not same.filter(version__gt=dataset.version).exists()


def factors_of_dataset(dataset: FactorDataset, uplift: float | None = None) -> tuple[Factor, ...]:
    """The factors of a data set, under keys of their own: `data-set.product`."""
    origin = Dataset(dataset.key, str(dataset.version))
    factors = (factor_from_row(row) for row in dataset.rows)
    return tuple(
        replace(
            factor,
            key=f"{dataset.key}.{factor.key}",
            dataset=origin,
            uplift=uplift if factor.kind is Kind.FOREIGN_GENERIC else None,
        )
        for factor in factors
    )


def choices_until(design: Design, at: datetime) -> tuple[FactorChoice, ...]:
    """Everything that was chosen for the lines of a design until a moment, oldest first."""
    found = design.factor_choices.filter(Q(chosen_at__lte=at)).select_related("chosen_by")
    return tuple(found.order_by("pk"))


def takes_datasets(edition: Edition) -> bool:
    """Whether an edition chooses between kinds of factor; the earlier ones know their own factors only."""
    return FOREIGN_UPLIFT in edition.parameters


def library_for(design: Design, edition: Edition, at: datetime | None = None) -> FactorLibrary:
    """The factors a design is worked out with: the edition's, those its organisation had brought by a moment (now where none
    is said), what its people had confirmed for texts, and what its lines insisted on by then. The same moment always gives
    the same library."""
    at = at or timezone.now()
    confirmed = confirmed_until(design.project.organisation_id, at)
    if not takes_datasets(edition):
        return FactorLibrary(factors_of(edition), confirmed=confirmed) if confirmed else library_of(edition)
    uplift = number_parameter(edition, FOREIGN_UPLIFT)
    own = factors_of(edition)
    brought: list[Factor] = []
    for dataset in acting_datasets(design.project.organisation_id, at):
        brought += factors_of_dataset(dataset, uplift)
    chosen = {choice.line_id: choice.factor_key for choice in choices_until(design, at)}
    insisted = {line_id: key for line_id, key in chosen.items() if key}
    return FactorLibrary(
        [*own, *_as_their_generics(brought, own)], timezone.localdate(at), insisted, confirmed
    )


def _as_their_generics(brought: Iterable[Factor], own: Iterable[Factor]) -> list[Factor]:
    """What a declaration does not say of waste and service life is that of the material it stands for."""
    generic = {factor.key: factor for factor in own}
    return [_filled(factor, generic.get(factor.stands_for or "")) for factor in brought]


def _filled(factor: Factor, generic: Factor | None) -> Factor:
    if generic is None:
        return factor
    return replace(
        factor,
        waste_key=factor.waste_key or generic.waste_key,
        service_life_key=factor.service_life_key or generic.service_life_key,
    )
