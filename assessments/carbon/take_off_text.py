"""Writing a take-off in the common form, so that what was read once reads the same for ever, and repeated lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from assessments.carbon.catalogue import FINDINGS
from assessments.carbon.legs import Leg
from assessments.carbon.take_off import TakeOffLine
from assessments.carbon.take_off_columns import header_cells
from standard_site.lib.findings import Finding, Where

_LINES_NAMED = 20
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run what begins so


def take_off_text(lines: Iterable[TakeOffLine]) -> bytes:
    """The lines as CSV with our columns, UTF-8; read again they are the same lines but for
    their place in the file, and an apostrophe before a text that a spreadsheet would take for a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header_cells("en"))
    writer.writerows([_cells(line) for line in lines])
    return out.getvalue().encode()


def repeated_lines(lines: Iterable[TakeOffLine], file_name: str) -> Iterator[Finding]:
    """Lines that say what an earlier one says (element, material, quantity and unit), told once."""
    seen: dict[tuple[object, ...], str] = {}
    again: list[tuple[TakeOffLine, str]] = []
    for line in lines:
        said = (line.element, line.material, line.quantity, line.unit)
        if said in seen:
            again.append((line, seen[said]))
        seen.setdefault(said, line.line_id)
    if again:
        line, first = again[0]
        where = Where(file=file_name, line=line.file_line, object=line.line_id)
        places = ", ".join(str(one.file_line) for one, _ in again[:_LINES_NAMED])
        places += ", …" if len(again) > _LINES_NAMED else ""
        values = {"line_id": line.line_id, "first": first, "lines": places}
        yield FINDINGS.make("take-off-line-again", where, count=len(again), **values)


def _cells(line: TakeOffLine) -> list[str]:
    values = {key: getattr(line, key) for key in header_cells("en")}
    values["legs"] = ";".join(_leg(leg) for leg in line.legs or ())
    return [_cell(value) for value in values.values()]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return repr(value)
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text


def _leg(leg: Leg) -> str:
    return f"{leg.transport}:{leg.distance_km!r}"
