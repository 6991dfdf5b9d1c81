"""The standard, readable by everyone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from rules import reading, selectors, trials
from rules.charts import limit_charts
from rules.engine.errors import EditionErrors
from rules.engine.schema import SCENARIOS, SUBJECTS, WHOLE, Criterion, Requirement
from rules.engine.schema import Edition as LoadedEdition
from rules.engine.tables import Table
from rules.models import Edition
from rules.trial_form import TrialForm

View = Callable[..., HttpResponseBase]


def editions(request: HttpRequest) -> HttpResponse:
    return render(request, "rules/editions.html", {"editions": selectors.newest_editions()})


def _stored(key: str) -> Edition:
    try:
        return selectors.newest_edition(key)
    except Edition.DoesNotExist as error:
        raise Http404 from error


def _etag(request: HttpRequest, key: str, **_rest: str) -> str | None:
    """Changes with the edition, the reader and the pages themselves; a page that carries a message is never reused."""
    if len(get_messages(request)):
        return None
    get_token(request)  # makes sure the cookie that the page's forms are bound to exists
    stored = _stored(key)
    last = selectors.events_of(stored).first()
    parts = (
        stored.digest,
        str(last.pk if last is not None else ""),  # what became of it stands on its page as well
        request.LANGUAGE_CODE,
        str(request.user.pk),
        request.META["CSRF_COOKIE"],
        pages_version(),
    )
    return f'"{hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]}"'


def _last_modified(request: HttpRequest, key: str, **_rest: str) -> datetime:
    stored = _stored(key)
    last = selectors.events_of(stored).first()
    return max(stored.stored_at, last.at) if last is not None else stored.stored_at


@lru_cache(maxsize=1)
def pages_version() -> str:
    """A digest of what draws the pages, so that a new release is never hidden by an old copy."""
    site = settings.BASE_DIR / "standard_site"
    folders = [site / "templates", Path(__file__).parent / "templates", *map(Path, settings.LOCALE_PATHS)]
    digest = hashlib.sha256()
    for file in sorted(
        file for folder in folders for file in folder.rglob("*") if file.suffix in (".html", ".mo")
    ):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _revalidated(view: View) -> View:
    """A page that is asked for again costs only its digest.

    The answer "not modified" carries no security policy: the browser keeps the one stored with the page, whose nonce fits.
    """
    conditional = condition(etag_func=_etag, last_modified_func=_last_modified)(view)

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = conditional(request, *args, **kwargs)
        if response.status_code == 304:
            response._csp_exempt = True  # type: ignore[attr-defined]  # read by the policy's middleware
        return response

    return require_safe(cache_control(private=True, no_cache=True)(answered))


@_revalidated
def edition(request: HttpRequest, key: str) -> HttpResponse:
    stored = _stored(key)
    loaded = stored.loaded()
    context = {
        "stored": stored,
        "edition": loaded,
        "life": selectors.life_of(stored),
        "corrections": selectors.corrections_of(stored),
        "scenarios": _scenarios(loaded),
        "subjects": SUBJECTS,
        "weights": [
            (one.label, [one.weights[kind] for kind in SUBJECTS]) for one in loaded.scoring.scenarios
        ],
    }
    return render(request, "rules/edition.html", context)


@_revalidated
def criterion(request: HttpRequest, key: str, criterion_key: str) -> HttpResponse:
    stored = _stored(key)
    loaded = stored.loaded()
    found = _criterion(loaded, criterion_key)
    before, after = _neighbours(loaded, found)
    tables = reading.criterion_tables(loaded, found)
    context = {
        "stored": stored,
        "edition": loaded,
        "criterion": found,
        "formula": reading.formula(loaded, found.value.expression),
        "applies": reading.formula(loaded, found.applies_when) if found.applies_when is not None else None,
        "requirements": [_requirement(loaded, requirement) for requirement in found.requirements],
        "contexts": [(shown, reading.formula(loaded, shown.value.expression)) for shown in found.context],
        "tables": [_table_context(loaded, found, table) for table in tables],
        "before": before,
        "after": after,
        "form": TrialForm(loaded, found),
        **_examples(loaded, found),
    }
    return render(request, "rules/criterion.html", context)


@require_safe
@cache_control(private=True, no_cache=True)
def trial(request: HttpRequest, key: str, criterion_key: str) -> HttpResponse:
    """A criterion judged for the numbers in the address: a page of its own, or the part htmx puts in its place."""
    stored = _stored(key)
    loaded = stored.loaded()
    found = _criterion(loaded, criterion_key)
    form = TrialForm(loaded, found, request.GET if request.GET else None)
    context: dict[str, Any] = {"stored": stored, "edition": loaded, "criterion": found, "form": form}
    if form.is_valid():
        context["tried"] = trials.tried(loaded, found, form.subject(), form.metrics())
    partial = request.htmx and not request.htmx.boosted  # type: ignore[attr-defined]
    response = render(
        request, "rules/criterion_try.html" if partial else "rules/criterion_trial.html", context
    )
    patch_vary_headers(response, ("HX-Request",))
    return response


def _criterion(loaded: LoadedEdition, key: str) -> Criterion:
    try:
        return loaded.criterion(key)
    except KeyError as error:
        raise Http404 from error


def _examples(loaded: LoadedEdition, found: Criterion) -> dict[str, Any]:
    """The worked examples, or what is wrong with their file: an edition judges without them."""
    try:
        return {"examples": trials.worked_examples(loaded, found)}
    except EditionErrors as wrong:
        return {"example_findings": [error.to_finding() for error in wrong.errors]}


@_revalidated
def table(request: HttpRequest, key: str, table_key: str) -> HttpResponse:
    stored = _stored(key)
    loaded = stored.loaded()
    if table_key not in loaded.tables:
        raise Http404
    found = loaded.tables[table_key]
    context = {"stored": stored, "edition": loaded, "table": found, "rows": reading.plain_rows(found)}
    return render(request, "rules/table.html", {**context, "sources": reading.row_sources(found)})


def _scenarios(loaded: LoadedEdition) -> list[tuple[str, list[Criterion]]]:
    """The criteria by scenario; those of the community as a whole come last, where there are any."""
    whole = _of_scenario(loaded, WHOLE)
    return [(scenario, _of_scenario(loaded, scenario)) for scenario in SCENARIOS] + (
        [(WHOLE, whole)] if whole else []
    )


def _of_scenario(loaded: LoadedEdition, scenario: str) -> list[Criterion]:
    return [criterion for criterion in loaded.criteria if criterion.scenario == scenario]


def _neighbours(loaded: LoadedEdition, found: Criterion) -> tuple[Criterion | None, Criterion | None]:
    place = loaded.criteria.index(found)
    before = loaded.criteria[place - 1] if place > 0 else None
    return before, loaded.criteria[place + 1] if place + 1 < len(loaded.criteria) else None


def _requirement(loaded: LoadedEdition, requirement: Requirement) -> dict[str, Any]:
    return {
        "requirement": requirement,
        "transcribed_rows": reading.has_transcribed_rows(loaded, requirement),
        "formula": reading.formula(loaded, requirement.value.expression),
        "limit": reading.formula(loaded, requirement.limit) if requirement.limit is not None else None,
        "steps": [(reading.formula(loaded, step.limit), step.credits) for step in requirement.steps],
        "applies": reading.formula(loaded, requirement.applies_when)
        if requirement.applies_when is not None
        else None,
    }


def _table_context(loaded: LoadedEdition, criterion: Criterion, found: Table) -> dict[str, Any]:
    """A table beside its criterion: as charts where it is kept by typology, else its few rows."""
    charts = limit_charts(loaded, found)
    return {
        "table": found,
        "charts": charts,
        "rows": [] if charts else reading.named_rows(loaded, criterion, found),
        "sources": reading.row_sources(found),
        "without": reading.without_number(loaded, found),
    }
