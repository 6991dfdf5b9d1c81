"""Text that stays text in a spreadsheet: a cell of an upload never becomes a formula in somebody's program."""

from __future__ import annotations

import re
from typing import Final

_STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MOST_CHARACTERS: Final = 32_000
"""A cell of a workbook holds 32,767 characters."""


def safe_text(text: str) -> str:
    """A text with an apostrophe before it where a program might take it for a formula.

    Blanks do not hide the sign from every program, so it is looked for behind them. What no cell can hold is left out.
    """
    plain = _UNPRINTABLE.sub("", text)[:_MOST_CHARACTERS]
    if plain.startswith(_STARTS_A_FORMULA) or plain.lstrip().startswith(_STARTS_A_FORMULA):
        return f"'{plain}"
    return plain
