"""Reading a data set of carbon factors from CSV with the columns of the template."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date

from assessments.carbon.decoding import decode_upload
from assessments.carbon.factors_checks import FactorChecker
from assessments.carbon.factors_dataset import (
    COLUMNS,
    FINDINGS,
    MOST_BYTES,
    MOST_ROWS,
    REQUIRED,
    ReadDataset,
    Row,
)
from standard_site.lib.findings import Finding, Where, has_errors

FORM = "csv"


def read_csv(data: bytes, file_name: str, today: date) -> ReadDataset:
    """Read a data set from the template's CSV.

    Args:
        data: the file [bytes]; UTF-8, UTF-16 with a mark, or GB 18030; comma, semicolon or tab between cells.
        file_name: name shown in findings.
        today: the day on which it is brought.
    """
    decoded = decode_upload(data, file_name, MOST_BYTES)
    if decoded.finding:
        return ReadDataset(FORM, (), (decoded.finding,))
    count = max(decoded.text.count("\n"), decoded.text.count("\r"))
    if count > MOST_ROWS + 1:
        finding = FINDINGS.make("factors-too-many", Where(file=file_name), count=count, most=MOST_ROWS)
        return ReadDataset(FORM, (), (finding,))
    return _Reader(file_name, today).read(decoded.text)


class _Reader:
    def __init__(self, file_name: str, today: date) -> None:
        self._file, self._today = file_name, today
        self._findings: list[Finding] = []
        self._rows: list[Row] = []
        self._seen: dict[str, int] = {}

    def read(self, text: str) -> ReadDataset:
        header = text.lstrip().splitlines()[:1]
        delimiter = max(",;\t", key=header[0].count) if header else ","
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        columns: list[str] | None = None
        start = 1
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    if columns is None:
                        columns = self._header(cells, start)
                        if has_errors(self._findings):
                            break
                    else:
                        self._row(columns, cells, start)
                start = reader.line_num + 1
        except csv.Error as error:
            self._say("factors-bad-csv", Where(file=self._file, line=start), reason=error)
        if not self._rows and not has_errors(self._findings):
            self._say("factors-file-empty", Where(file=self._file))
        return ReadDataset(FORM, tuple(self._rows), tuple(self._findings))

    def _say(self, code: str, where: Where, **values: object) -> None:
        self._findings.append(FINDINGS.make(code, where, **values))

    def _header(self, cells: Sequence[str], line: int) -> list[str]:
        names = [cell.strip().casefold().replace(" ", "_").replace("-", "_") for cell in cells]
        for name in dict.fromkeys(names):
            where = Where(file=self._file, line=line, field=name)
            if name and name not in COLUMNS:
                self._say("factors-column-unknown", where, column=name)
            elif name and names.count(name) > 1:
                self._say("factors-column-twice", where, column=name)
        for name in REQUIRED:
            if name not in names:
                self._say(
                    "factors-column-missing", Where(file=self._file, line=line, field=name), column=name
                )
        return names

    def _row(self, columns: Sequence[str], cells: Sequence[str], line: int) -> None:
        where = Where(file=self._file, line=line)
        checker = FactorChecker(dict(zip(columns, cells, strict=False)), where, self._today)
        row = checker.row()
        self._findings += checker.findings
        key = dict(zip(columns, cells, strict=False)).get("key", "").strip()
        first = self._seen.setdefault(key, line)
        if key and first != line:
            self._say(
                "factors-key-twice",
                Where(file=self._file, line=line, object=key, field="key"),
                value=key,
                first=first,
            )
        elif row is not None:
            self._rows.append(row)
