"""Tables: cells in a grid, page by page; whole as CSV, down and up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rules.actions.drafts import add_file, save_file
from rules.authoring.answering import PersonRequest, draft_page, for_editors, for_readers
from rules.authoring.fields import counted
from rules.authoring.forms import NewTableForm, take_findings
from rules.authoring.templates_of_files import new_table
from rules.authoring.versions import text_at
from rules.authoring.views.criteria import file_of
from rules.differences import merge, side_by_side
from rules.drafting import load_files
from rules.models import Draft, DraftFile
from rules.refusal import Conflict, EditConflict, Refused
from rules.rewriting import UnreadableError, set_values
from rules.rewriting_tables import TextRow, TextTable, UnreadableTableError
from rules.vocabulary import HEAD, vocabulary
from standard_site.lib.decoding import decode
from standard_site.lib.findings import Finding

_ROWS_SHOWN = 40
_NEW_ROWS = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the grid: the name of its field, its column and what stands in it."""

    name: str
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class GridRow:
    number: int
    line: int
    cells: list[Cell]
    wrong: list[Finding]


@for_editors
def table(request: PersonRequest, draft: Draft, key: str) -> HttpResponse:
    """The grid; posted, its changed cells, new rows and rows to be taken out become one change."""
    path = f"tables/{key}.csv"
    if request.method != "POST":
        return _grid(request, draft, key, file_of(draft, path))
    reason = request.POST.get("reason", "").strip()
    version = counted(request.POST.get("version"), 0)
    try:
        text = (
            _uploaded(request) if "csv" in request.FILES else _edited(request, text_at(draft, path, version))
        )
    except (UnreadableTableError, KeyError, ValueError, IndexError):
        messages.error(request, _("These cells do not fit the table any more. Nothing was changed."))
        return redirect("authoring:table", draft.pk, key)
    file = file_of(draft, path, text)
    if not reason and version == file.version:  # else the cells belong to another state, and both are shown
        return _grid(request, draft, key, file, reason_missing=True)
    try:
        save_file(request.user, draft, path, text, version, reason)
    except EditConflict as conflict:
        return _conflict(request, draft, key, version, conflict)
    except Conflict as over:  # published or abandoned meanwhile: the cells stay as they were typed
        return _grid(request, draft, key, file, refused=[over.finding])
    messages.success(request, _("Saved. The history says what changed and why."))
    return redirect(request.get_full_path())


def _edited(request: PersonRequest, text: str) -> str:
    """The text with what was entered into the grid."""
    grid = TextTable.of(text)
    cells: dict[tuple[int, str], str] = {}
    fresh: dict[int, dict[str, str]] = {}
    for name, value in request.POST.items():
        kind, _sign, place = name.partition(":")
        number, _sign, column = place.partition(":")
        if kind == "cell":
            cells[int(number), column] = str(value)
        elif kind == "new" and str(value).strip():
            fresh.setdefault(int(number), {})[column] = str(value)
    grid = TextTable.of(grid.with_cells(cells))
    rows = [[row.get(column, "") for column in grid.columns] for row in fresh.values()]
    dropped = {int(number) for number in request.POST.getlist("drop")}
    return TextTable.of(grid.with_rows(rows)).without_rows(dropped)


def _uploaded(request: PersonRequest) -> str:
    """The text of a CSV file, whatever encoding the spreadsheet wrote."""
    upload: Any = request.FILES["csv"]
    return decode(upload.read()).text


def _grid(  # noqa: PLR0913 - what is shown, and what is said about it
    request: PersonRequest,
    draft: Draft,
    key: str,
    file: DraftFile,
    *,
    reason_missing: bool = False,
    refused: Sequence[Finding] = (),
) -> HttpResponse:
    texts = draft.texts()
    wrong = [error.to_finding() for error in load_files(texts).errors if error.file == file.path]
    context: dict[str, Any] = {"key": key, "file": file, "findings": wrong, "refused": refused}
    context["reason_missing"] = reason_missing
    found = vocabulary(texts).tables.get(key)
    try:
        grid = TextTable.of(file.text)
    except UnreadableTableError:
        return draft_page(request, "authoring/table.html", draft, context)
    words = request.GET.get("q", "").strip()
    page = _page(request, grid, words)
    context |= {
        "table": found,
        "columns": [(name, found.columns.get(name) if found is not None else None) for name in grid.columns],
        "page": page,
        "rows": [_row(request, grid, number, row, wrong) for number, row in page.object_list],
        "new_rows": [_new_row(request, grid, number) for number in range(_NEW_ROWS)],
        "words": words,
        "total": len(grid.rows),
    }
    return draft_page(
        request, "authoring/table.html", draft, context, 409 if refused else 422 if reason_missing else 200
    )


def _page(request: PersonRequest, grid: TextTable, words: str) -> Page[tuple[int, TextRow]]:
    rows = [
        (number, row)
        for number, row in enumerate(grid.rows)
        if not words or words.lower() in " ".join(row.cells).lower()
    ]
    pages = Paginator(rows, _ROWS_SHOWN)
    line = counted(request.GET.get("line"), 0)
    if line and not words:
        before = sum(row.line < line for _number, row in rows)
        return pages.get_page(before // _ROWS_SHOWN + 1)
    return pages.get_page(request.GET.get("page"))


def _row(request: PersonRequest, grid: TextTable, number: int, row: TextRow, wrong: list[Finding]) -> GridRow:
    values = dict(zip(grid.columns, row.cells, strict=False))
    cells = [
        Cell(name, column, request.POST.get(name, values.get(column, "")))
        for column in grid.columns
        for name in (f"cell:{number}:{column}",)
    ]
    return GridRow(number, row.line, cells, [one for one in wrong if one.where.line == row.line])


def _new_row(request: PersonRequest, grid: TextTable, number: int) -> list[Cell]:
    names = [(f"new:{number}:{column}", column) for column in grid.columns]
    return [Cell(name, column, request.POST.get(name, "")) for name, column in names]


def _conflict(
    request: PersonRequest, draft: Draft, key: str, version: int, conflict: EditConflict
) -> HttpResponse:
    theirs = conflict.theirs
    there = theirs.text if theirs is not None else ""
    path = f"tables/{key}.csv"
    names = (_("your version"), str(theirs.changed_by) if theirs is not None else _("removed"))
    context = {
        "conflict": conflict,
        "reason": request.POST.get("reason", ""),
        "lines": side_by_side(there, conflict.yours),
        "merged": merge(text_at(draft, path, version), conflict.yours, there, names),
        "path": path,
    }
    return draft_page(request, "authoring/conflict.html", draft, context, 409)


@require_safe
@for_readers
def csv(request: PersonRequest, draft: Draft, key: str) -> HttpResponse:
    """The table as it is kept, with a mark by which spreadsheets know its encoding."""
    file = file_of(draft, f"tables/{key}.csv")
    response = HttpResponse("\ufeff" + file.text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{key}.csv"'
    return response


@for_editors
def new(request: PersonRequest, draft: Draft) -> HttpResponse:
    """A table needs its entry in edition.yaml and a file; both come in one go."""
    form = NewTableForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _make_table(request, draft, form.cleaned_data)
        except (Refused, EditConflict) as refused:
            take_findings(form, refused)
        except UnreadableError:
            form.add_error(None, _("edition.yaml cannot be read; mend it first."))
        else:
            messages.success(request, _("The table was begun. Add its rows, or send them as CSV."))
            return redirect("authoring:table", draft.pk, form.cleaned_data["key"])
    return draft_page(request, "authoring/table_new.html", draft, {"form": form}, 422 if form.errors else 200)


@transaction.atomic
def _make_table(request: PersonRequest, draft: Draft, data: dict[str, Any]) -> None:
    entry, heading = new_table(data)
    head = file_of(draft, HEAD)
    add_file(request.user, draft, f"tables/{data['key']}.csv", heading, data["reason"])
    text = set_values(head.text, {("tables", data["key"]): entry})
    save_file(request.user, draft, HEAD, text, head.version, data["reason"])
