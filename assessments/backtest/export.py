"""A back-test as files: who changes as a table, everything as JSON. Both hold what the person may see, and no more."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.http import HttpResponse

from assessments.backtest.changes import SeenChange, changes_of, seen_by
from assessments.backtest.models import BackTest
from standard_site.accounts.models import User

COLUMNS = (
    *("number", "alias", "project", "organisation", "typologies", "construction_start_year"),
    *("gate_before", "gate_after", "rating_before", "rating_after", "score_before", "score_after"),
    *("criteria", "requirements"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_answer(user: User, back_test: BackTest) -> HttpResponse:
    return _answer(back_test, "csv", as_csv(user, back_test), "text/csv; charset=utf-8")


def json_answer(user: User, back_test: BackTest) -> HttpResponse:
    return _answer(back_test, "json", as_json(user, back_test), "application/json")


EXPORTS: Mapping[str, Callable[[User, BackTest], HttpResponse]] = {"csv": csv_answer, "json": json_answer}


def as_csv(user: User, back_test: BackTest) -> bytes:
    """The changers, one a line; UTF-8 with a byte order mark so that spreadsheets read Chinese right."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(_line(change) for change in seen_by(user, changes_of(back_test)))
    return ("\ufeff" + text.getvalue()).encode()


def as_json(user: User, back_test: BackTest) -> bytes:
    changes = [change.to_json() for change in seen_by(user, changes_of(back_test))]
    whole = {**heading(back_test), "result": back_test.result, "changes": changes}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def shown_filters(back_test: BackTest) -> dict[str, Any]:
    """The filters without the organisation they may name."""
    kept = {name: value for name, value in back_test.filters.items() if name != "organisation"}
    return {**kept, "one_organisation": back_test.filters["organisation"] is not None}


def heading(back_test: BackTest) -> dict[str, Any]:
    """What was held against what, on whom and when."""
    return {
        "id": str(back_test.pk),
        "tested": {"key": back_test.tested_key, "digest": back_test.content_digest},
        "base": {"key": back_test.base.key, "digest": back_test.base.digest},
        "filters": shown_filters(back_test),
        "population_digest": back_test.population_digest,
        "as_of": back_test.as_of.isoformat(),
    }


def _answer(back_test: BackTest, kind: str, content: bytes, content_type: str) -> HttpResponse:
    name = f"back-test-{back_test.tested_key}-{back_test.content_digest[:8]}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


def _line(change: SeenChange) -> Iterable[Any]:
    return (
        *(change.number, change.alias, _cell(change.project), _cell(change.organisation)),
        *(" ".join(change.typologies), change.construction_start_year, *change.gate, *change.rating),
        *(*change.score, " ".join(change.criteria), "; ".join(map(_need, change.requirements))),
    )


def _need(need: tuple[Any, ...]) -> str:
    """ "b06-energy-use-intensity.saving: achieved 0.0 > not_achieved 0.0"; a dash where an edition has it not."""
    criterion, requirement, before, after = need
    sides = [f"{side[0]} {side[1]:g}" if side else "-" for side in (before, after)]
    return f"{criterion}.{requirement}: {' > '.join(sides)}"


def _cell(name: str | None) -> str | None:
    """A name somebody chose; a spreadsheet must not take it for a formula."""
    return f"'{name}" if name and name.startswith(_FORMULA) else name
