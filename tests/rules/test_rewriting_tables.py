"""Cells and rows of tables are changed one by one; the other rows stay byte for byte."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.rewriting_tables import TextTable, UnreadableTableError

EDITIONS = Path(__file__).parents[2] / "rules" / "editions"
TABLES = sorted(EDITIONS.rglob("*.csv"))
TEXT = '\ufeffkey,name,value\r\na,"One, first",1.50\r\n\r\nb,"Say ""two""",2\r\n'


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_shipped_table_is_written_as_it_was_read(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    table = TextTable.of(text)
    assert table.with_cells({}) == text
    more = table.with_rows([["x"] * len(table.columns)])
    assert TextTable.of(more).without_rows({len(table.rows)}) == text


def test_only_the_row_of_the_cell_changes() -> None:
    table = TextTable.of(TEXT)
    assert table.columns == ("key", "name", "value")
    assert table.with_cells({(1, "value"): " 3 "}) == TEXT.replace('two""",2', 'two""",3')
    assert table.with_cells({(0, "value"): "1.50"}) == TEXT
    assert [row.line for row in table.rows] == [2, 4]


def test_rows_come_and_go() -> None:
    table = TextTable.of(TEXT)
    assert table.with_rows([["c", "d, e", ""]]) == TEXT + 'c,"d, e",\r\n'
    assert table.without_rows({0}) == TEXT.replace('a,"One, first",1.50\r\n\r\n', "")
    open_end = TextTable.of("key,value\na,1")
    assert open_end.with_rows([["b", "2"]]) == "key,value\na,1\nb,2\n"


def test_what_is_no_table_is_said_to_be_so() -> None:
    for text in ("", "\n\n", 'key\n"open'):
        with pytest.raises(UnreadableTableError):
            TextTable.of(text)


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=12)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5), CELLS, st.data())
@settings(max_examples=60, deadline=None)
def test_any_cell_is_read_back(rows: list[tuple[str, str]], cell: str, data: st.DataObject) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([("key", "value"), *rows])
    table = TextTable.of(out.getvalue())
    number = data.draw(st.integers(0, len(table.rows) - 1))
    changed = TextTable.of(table.with_cells({(number, "value"): cell}))
    assert changed.rows[number].cells[1] == " ".join(cell.split())
    others = [row.raw for place, row in enumerate(table.rows) if place != number]
    assert [row.raw for place, row in enumerate(changed.rows) if place != number] == others


def test_what_was_not_entered_otherwise_stays_and_short_rows_are_filled() -> None:
    table = TextTable.of('a,b,c\n"1",two  words,\n2\n')
    untouched = {
        (0, "a"): "1",
        (0, "b"): "two words",
        (0, "c"): "",
        (1, "a"): "2",
        (1, "b"): "",
        (1, "c"): "",
    }
    assert table.with_cells(untouched) == 'a,b,c\n"1",two  words,\n2\n'
    assert table.with_cells({**untouched, (1, "b"): "x"}) == 'a,b,c\n"1",two  words,\n2,x\n'


def test_two_columns_of_one_name_are_not_guessed_apart() -> None:
    with pytest.raises(UnreadableTableError):
        TextTable.of("a,a\n1,2\n")
