"""On which lines the keys of a JSON text stand, found in one pass over text already known to be JSON."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

MAX_DEPTH = 12
MAX_PIECES = 4_000_000
_PIECE = re.compile(r'"(?:[^"\\\n]|\\.)*"|[{}\[\]:,]|\n|[^\s"{}\[\]:,]+|"')

Path = tuple[str, ...]


class JsonShapeError(ValueError):
    """The text is too deep, too long or names a key twice; `code` is the finding, `line` where."""

    def __init__(self, code: str, line: int, key: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.line = line
        self.key = key


@dataclass(slots=True)
class _Level:
    """One open bracket: the keys seen in an object, or the index reached in an array."""

    keys: set[str] | None
    label: str = ""
    index: int = 0


def key_lines(text: str) -> dict[Path, int]:
    """Line (from 1) of every key of sound JSON by its path; array items count as '0', '1', ….

    Raises JsonShapeError when brackets nest deeper than MAX_DEPTH, a key is there twice or there is too much.
    """
    lines: dict[Path, int] = {}
    levels: list[_Level] = []
    line, last = 1, ""
    for count, found in enumerate(_PIECE.finditer(text)):
        if count > MAX_PIECES:
            raise JsonShapeError("json-too-long", line)
        piece = found[0]
        if piece == "\n":
            line += 1
            continue
        if piece in "{[":
            _open(levels, piece, line)
        elif piece in "}]":
            if levels:
                levels.pop()
        elif piece == "," and levels:
            levels[-1].index += 1
        elif piece == ":" and levels:
            _note_key(lines, levels, last, line)
        last = piece
    return lines


def _open(levels: list[_Level], piece: str, line: int) -> None:
    if len(levels) >= MAX_DEPTH:
        raise JsonShapeError("json-too-deep", line)
    levels.append(_Level(set() if piece == "{" else None))


def _note_key(lines: dict[Path, int], levels: list[_Level], piece: str, line: int) -> None:
    level = levels[-1]
    key = _plain(piece)
    if level.keys is None:
        return
    if key in level.keys:
        raise JsonShapeError("json-duplicate-key", line, key)
    level.keys.add(key)
    level.label = key
    lines[tuple(step.label if step.keys is not None else str(step.index) for step in levels)] = line


def _plain(piece: str) -> str:
    try:
        return str(json.loads(piece))
    except ValueError:
        return piece
