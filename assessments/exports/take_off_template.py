"""The workbook to fill a take-off into: the columns of the CSV template, and a sheet that says what each holds."""

from __future__ import annotations

import io

import xlsxwriter
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from assessments.carbon.take_off import template_csv
from assessments.carbon.take_off_columns import OPTIONAL, REQUIRED, header_cells
from assessments.carbon.units import Unit
from assessments.exports.safe_text import safe_text

_WIDTH = 18
_NOTE_WIDTH = 70
_ONLY_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}

_MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
TEMPLATE_FORMS = tuple(_MEDIA_TYPES)


def template_answer(form: str, language: str) -> HttpResponse:
    """The empty take-off as a download, for pages and the API alike.

    Raises:
        Http404: no such form.
    """
    if form not in _MEDIA_TYPES:
        raise Http404
    data = template_csv(language) if form == "csv" else template_workbook(language)
    headers = {"Content-Disposition": f'attachment; filename="take-off.{form}"'}
    return HttpResponse(data, content_type=_MEDIA_TYPES[form], headers=headers)


def template_workbook(language: str) -> bytes:
    """An empty take-off as XLSX, headed and explained in one language."""
    file = io.BytesIO()
    chinese = language.startswith("zh")
    with xlsxwriter.Workbook(file, {"in_memory": True, **_ONLY_TEXT}) as book:
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        lines = book.add_worksheet("材料清单" if chinese else "take-off")
        notes = book.add_worksheet("说明" if chinese else "Notes")
        headings = header_cells(language)
        lines.freeze_panes(1, 0)
        lines.set_column(0, len(headings) - 1, _WIDTH)
        notes.set_column(0, 1, _WIDTH, wrapped)
        notes.set_column(2, 2, _NOTE_WIDTH, wrapped)
        for index, heading in enumerate(headings):
            lines.write_string(0, index, safe_text(heading), bold)
        rows = [(_("Heading"), _("Needed"), _("What stands there")), *_notes(headings)]
        for number, row in enumerate(rows):
            for index, text in enumerate(row):
                notes.write_string(number, index, safe_text(text), bold if number == 0 else wrapped)
    return file.getvalue()


def _notes(headings: tuple[str, ...]) -> list[tuple[str, str, str]]:
    texts = _column_notes()
    keys = (*REQUIRED, *OPTIONAL)
    return [
        (heading, _("yes") if key in REQUIRED else _("no"), texts[key])
        for key, heading in zip(keys, headings, strict=True)
    ]


def _column_notes() -> dict[str, str]:
    """What each column holds, in the reader's language."""
    return {
        "line_id": _("A name of the line's own, once in the file."),
        "element": _("The part of the building, such as foundations, external walls, finishes, services."),
        "material": _("The material as you call it; its factor is found by this name."),
        "quantity": _("The net quantity as a number, without waste. Lines with percentages are refused."),
        "unit": _("One of %(units)s, or a common word for it.") % {"units": ", ".join(Unit)},
        "density_kg_per_m3": _("Only if you know it: the density [kg/m³]."),
        "factor_key": _("Only to insist on a factor: its key in the edition or in your data sets."),
        "origin": _("Where the material comes from: a key of the edition's routes."),
        "legs": _("The transport as mode:kilometres, separated by semicolons, such as road:60;sea:2000."),
        "service_life_yr": _("Only if you know it: the years until it is replaced."),
        "mass_kg_per_unit": _("Only if you know it: the mass of one unit [kg]."),
        "source": _("Where the quantity was taken from, such as a drawing or a sheet."),
    }
