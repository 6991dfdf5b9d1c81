"""What changed in a text: by word where words are separated, by character in Chinese and its neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

EQUAL, INSERT, DELETE = "equal", "insert", "delete"
MOST_TOKENS = 4000  # of both texts together; beyond that matching takes too long for a page

# Han, kana, hangul and full-width signs stand alone; a number keeps its separators.
_CJK = r"\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_TOKEN = re.compile(rf"[{_CJK}]|\d+(?:[.,]\d+)*|[^\W{_CJK}]+|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text that stayed (`equal`), came (`insert`) or went (`delete`)."""

    kind: str
    text: str

    def to_json(self) -> dict[str, str]:
        return {"kind": self.kind, "text": self.text}


def words(before: str, after: str) -> tuple[Segment, ...]:
    """The way from one text to the other: what is equal and deleted makes `before`, equal and inserted `after`."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if len(old) + len(new) > MOST_TOKENS and before != after:
        return _kept((DELETE, before), (INSERT, after))
    found: list[tuple[str, str]] = []
    for gone, come, stayed in _steps(old, new):
        found += [(DELETE, gone), (INSERT, come), (EQUAL, stayed)]
    return _kept(*found)


def _steps(old: list[str], new: list[str]) -> Iterator[tuple[str, str, str]]:
    """What went, what came and what stayed after it; a blank alone between two changes is part of both."""
    gone, come, place = "", "", (0, 0)
    for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        gone += "".join(old[place[0] : block.a])
        come += "".join(new[place[1] : block.b])
        place = (block.a + block.size, block.b + block.size)
        stayed = "".join(old[block.a : place[0]])
        if stayed.isspace() and (gone or come) and place[0] < len(old) and place[1] < len(new):
            gone, come = gone + stayed, come + stayed
            continue
        yield gone, come, stayed
        gone, come = "", ""


def _kept(*found: tuple[str, str]) -> tuple[Segment, ...]:
    return tuple(Segment(kind, text) for kind, text in found if text)
