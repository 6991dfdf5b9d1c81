"""Reading studies of options, always through the eyes of one person."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from assessments.options.models import Option, OptionStudy
from energyplus_runs.models import Run
from standard_site.accounts.models import User


def visible_studies(user: User) -> QuerySet[OptionStudy]:
    """Those of the organisations a person belongs to: trying things out is the practice's own affair."""
    return OptionStudy.objects.filter(design__project__organisation__in=user.organisation_ids)


def with_runs(studies: QuerySet[OptionStudy], results: bool = False) -> QuerySet[OptionStudy]:
    """With all that a page of them shows, at the same number of queries for any number of options."""
    left = ("protocol",) if results else ("protocol", "results", "preparation")
    runs = Run.objects.defer(*left)
    options = Option.objects.prefetch_related(Prefetch("run", queryset=runs)).select_related("made")
    return (
        studies.select_related("design__project__organisation", "design__model", "edition", "requested_by")
        .defer("edition__files", "design__model__findings")
        .prefetch_related(Prefetch("options", queryset=options))
    )
