"""The lines as CSV."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.exports.safe_text import safe_text
from assessments.exports.table import COLUMNS, lines_csv
from tests.assessments.exports.buildings import guesthouse_before, house


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_numbers_come_back_to_the_last_bit():
    lives = house().line_lives(60)
    for row, line in zip(read(lines_csv(house(), 60)), house().lines, strict=True):
        modules = lives[line.line_id].modules
        assert {name: float(row[f"{name}_kgco2e"]) for name in modules} == modules


def test_what_is_not_known_is_blank_and_not_zero():
    assert {row["C3_kgco2e"] for row in read(lines_csv(guesthouse_before(), 60))} == {""}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n="])
def test_no_text_becomes_a_formula(start):
    evil = f"{start}cmd|' /C calc'!A0"
    ledger = replace(house(), lines=(replace(house().lines[0], material=evil),))
    assert read(lines_csv(ledger, 60))[0]["material"].startswith("'")


def test_a_credit_stays_a_number():
    assert float(read(lines_csv(house(), 60))[0]["D1_kgco2e"]) == -6340.0  # 31.7 m3 · −200


def test_all_columns_have_a_heading():
    assert len(set(COLUMNS)) == len(COLUMNS)


@given(st.text(max_size=40))
def test_safe_text_is_safe_once_and_for_all(text):
    safe = safe_text(text)
    assert safe_text(safe) == safe
    assert not safe.lstrip().startswith(("=", "+", "-", "@"))
