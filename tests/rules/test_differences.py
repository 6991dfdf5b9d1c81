"""Versions side by side, and one made of two."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rules.differences import merge, side_by_side

BASE = "a: 1\nb: 2\nc: 3\nd: 4\ne: 5\n"
NAMES = ("yours", "theirs")


def _text(line: object) -> str:
    pieces = getattr(line, "pieces", ())
    return "".join(f"[{piece.text}]" if piece.changed else piece.text for piece in pieces)


def test_changed_words_are_marked_and_distant_lines_left_out() -> None:
    before = "".join(f"line {number}\n" for number in range(1, 21))
    lines = side_by_side(before, before.replace("line 10\n", "line 十 new\n").replace("line 12\n", ""))
    assert [line.kind for line in lines] == [
        "gap",
        *["same"] * 3,
        "changed",
        "same",
        "removed",
        *["same"] * 3,
        "gap",
    ]
    assert (lines[0].left_out, lines[-1].left_out) == (6, 5)
    assert (_text(lines[4].before), _text(lines[4].after)) == ("line [10]", "line [十 new]")
    assert side_by_side(before, before) == [lines[0].__class__("gap", left_out=20)]


def test_changes_in_different_places_are_both_kept() -> None:
    merged = merge(BASE, BASE.replace("a: 1", "a: 9"), BASE.replace("e: 5\n", "e: 5\nf: 6\n"), NAMES)
    assert (merged.text, merged.clashes) == ("a: 9\nb: 2\nc: 3\nd: 4\ne: 5\nf: 6\n", 0)


def test_changes_of_the_same_line_stand_beside_each_other() -> None:
    merged = merge(BASE, BASE.replace("c: 3", "c: 8"), BASE.replace("c: 3", "c: 7"), NAMES)
    assert merged.clashes == 1
    assert "<<<<<<< yours\nc: 8\n=======\nc: 7\n>>>>>>> theirs\n" in merged.text


def test_the_same_change_twice_is_one_change() -> None:
    both = BASE.replace("c: 3\n", "")
    assert merge(BASE, both, both, NAMES) == merge(BASE, BASE, both, NAMES)
    assert merge(BASE, both, both, NAMES).text == both


LINES = st.lists(st.sampled_from("abc"), max_size=8).map(lambda parts: "".join(f"{part}\n" for part in parts))


@given(LINES, LINES, LINES)
def test_no_line_is_lost(base: str, yours: str, theirs: str) -> None:
    """Whoever changed nothing leaves the other's text; every line that either has and the base has not is in the merged text."""
    assert merge(base, yours, base, NAMES).text == yours
    assert merge(base, base, theirs, NAMES).text == theirs
    merged = merge(base, yours, theirs, NAMES).text.splitlines()
    for text in (yours, theirs):
        assert all(line in merged for line in set(text.splitlines()) - set(base.splitlines()))
