"""Two versions of a text side by side, and a third one made of both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rules.engine.diff_words import DELETE, INSERT, words

_AROUND = 3  # unchanged lines shown beside a change
_YOURS, _MIDDLE, _THEIRS = "<<<<<<< ", "=======", ">>>>>>> "


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a line; `changed` when the other side has others there."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Side:
    """A line of one version with its number; None where only the other version has a line."""

    number: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """What stands beside each other: `same`, `changed`, `removed`, `added`, or a `gap` of lines left out."""

    kind: str
    before: Side | None = None
    after: Side | None = None
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Merged:
    """A text made of two; `clashes` counts the places where both changed the same lines, marked in the text."""

    text: str
    clashes: int


def side_by_side(before: str, after: str) -> list[Line]:
    """The lines that differ with some around them, changed words marked."""
    old, new = before.splitlines(), after.splitlines()
    lines: list[Line] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += [
                Line("same", _plain(i1 + n, old[i1 + n]), _plain(j1 + n, new[j1 + n])) for n in range(i2 - i1)
            ]
        else:
            lines += _changed(old[i1:i2], new[j1:j2], i1, j1)
    return _folded(lines)


def merge(base: str, yours: str, theirs: str, names: tuple[str, str]) -> Merged:
    """Your changes and theirs to a common base; where both changed the same lines both stand in the text between marks."""
    ours, others, common = (text.splitlines(keepends=True) for text in (yours, theirs, base))
    merged: list[str] = []
    clashes = 0
    for old, mine, foreign in _chunks(common, ours, others):
        if foreign in (mine, old):
            merged += mine
        elif mine == old:
            merged += foreign
        else:
            clashes += 1
            merged += [
                f"{_YOURS}{names[0]}\n", *_closed(mine), f"{_MIDDLE}\n", *_closed(foreign), f"{_THEIRS}{names[1]}\n"
            ]  # fmt: skip
    return Merged("".join(merged), clashes)


def _plain(index: int, line: str) -> Side:
    return Side(index + 1, (Piece(line, False),))


def _changed(old: Sequence[str], new: Sequence[str], start: int, other: int) -> Iterator[Line]:
    """Lines that took each other's place, one beside the other, then what is left over."""
    paired = min(len(old), len(new))
    for index in range(paired):
        left, right = _words(old[index], new[index])
        yield Line("changed", Side(start + index + 1, left), Side(other + index + 1, right))
    for index in range(paired, len(old)):
        yield Line("removed", Side(start + index + 1, (Piece(old[index], True),)))
    for index in range(paired, len(new)):
        yield Line("added", None, Side(other + index + 1, (Piece(new[index], True),)))


def _words(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Two lines in pieces, those marked that the other has not."""
    found = words(old, new)
    left = tuple(Piece(part.text, part.kind == DELETE) for part in found if part.kind != INSERT)
    right = tuple(Piece(part.text, part.kind == INSERT) for part in found if part.kind != DELETE)
    return left, right


def _folded(lines: list[Line]) -> list[Line]:
    """Only lines near a change; how many were left out stands in their place."""
    changed = [number for number, line in enumerate(lines) if line.kind != "same"]
    near = {
        number
        for place in changed
        for number in range(max(0, place - _AROUND), min(len(lines), place + _AROUND + 1))
    }
    folded: list[Line] = []
    left_out = 0
    for number, line in enumerate(lines):
        if number not in near:
            left_out += 1
            continue
        if left_out:
            folded.append(Line("gap", left_out=left_out))
            left_out = 0
        folded.append(line)
    return [*folded, Line("gap", left_out=left_out)] if left_out else folded


def _chunks(
    base: list[str], mine: list[str], theirs: list[str]
) -> Iterator[tuple[list[str], list[str], list[str]]]:
    """The three texts cut at the lines that all three share."""
    b = m = t = 0
    for base_at, mine_at, theirs_at, length in (
        *_shared(base, mine, theirs),
        (len(base), len(mine), len(theirs), 0),
    ):
        if (b, m, t) != (base_at, mine_at, theirs_at):
            yield base[b:base_at], mine[m:mine_at], theirs[t:theirs_at]
        b, m, t = base_at + length, mine_at + length, theirs_at + length
        if length:
            same = base[base_at:b]
            yield same, same, same


def _shared(base: list[str], mine: list[str], theirs: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """Runs of lines that stand in all three: where in each, and how many."""
    ours = SequenceMatcher(None, base, mine, autojunk=False).get_matching_blocks()
    others = SequenceMatcher(None, base, theirs, autojunk=False).get_matching_blocks()
    for one in ours:
        for other in others:
            start, end = max(one.a, other.a), min(one.a + one.size, other.a + other.size)
            if start < end:
                yield start, one.b + start - one.a, other.b + start - other.a, end - start


def _closed(lines: list[str]) -> list[str]:
    """The last line of a text may have no end; between marks it needs one."""
    return [*lines[:-1], lines[-1] if lines[-1].endswith("\n") else lines[-1] + "\n"] if lines else []
