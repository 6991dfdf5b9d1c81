"""A spreadsheet program in small: works out a workbook's formulas from its given cells alone, never from stored values."""

from __future__ import annotations

import io
import math
import re
from typing import Any

from openpyxl import load_workbook

_TOKEN = re.compile(
    r"(?:(Lines|Building|Modules|Views)!)?\$?([A-Z]{1,2})\$?(\d+)(?::\$?([A-Z]{1,2})\$?(\d+))?$"
)
_WORD = re.compile(r"(?:[A-Za-z]+!)?\$?[A-Za-z_]\w*\$?\d*(?::\$?[A-Z]{1,2}\$?\d+)?")
_FUNCTIONS = {
    "SUM": math.fsum,
    "MAX": max,
    "ROUND": round,
    "ROUNDUP": lambda value, digits: math.ceil(value),
}


class Spreadsheet:
    """A workbook opened for its formulas."""

    def __init__(self, data: bytes) -> None:
        self.book = load_workbook(io.BytesIO(data))
        self.formulas = 0

    def named(self, name: str) -> Any:
        """The value of a defined name."""
        return self._reference(self.book.defined_names[name].attr_text, "")

    def cell(self, sheet: str, address: str) -> Any:
        """The value of a cell."""
        value = self.book[sheet][address].value
        if isinstance(value, str) and value.startswith("="):
            self.formulas += 1
            return self._formula(value[1:], sheet)
        return value

    def _formula(self, text: str, sheet: str) -> Any:
        values: dict[str, Any] = dict(_FUNCTIONS)

        def taken(match: re.Match[str]) -> str:
            word = match.group()
            if word in _FUNCTIONS:
                return word
            key = f"v{len(values)}"
            defined = word in self.book.defined_names
            values[key] = self.named(word) if defined else self._reference(word, sheet)
            return key

        return eval(_WORD.sub(taken, text), {"__builtins__": {}}, values)  # noqa: S307

    def _reference(self, text: str, sheet: str) -> Any:
        found = _TOKEN.match(text.replace("$", "").replace("'", ""))
        assert found, text
        at, column, row, _, last = found.groups()
        at = at or sheet
        if last is None:
            return self.cell(at, f"{column}{row}")
        return [self.cell(at, f"{column}{number}") for number in range(int(row), int(last) + 1)]
