"""`manage.py edition backtest`: the same code from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from assessments.backtest.changes import alias_of
from tests.assessments.backtest.town import STRICTER, Town
from tests.rules.editions import small_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small edition with the lower limit, as an author has it on disk."""
    for name, content in small_files(limits_csv=STRICTER).items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    return tmp_path


def test_who_changes_in_lines(town: Town, folder: Path, capsys: Any) -> None:
    call_command("edition", "backtest", str(folder), "--base", "small")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("2 of 7 come to another gate or rating")
    assert (
        "gate    achieved 4, not_achieved 1, undetermined 2 → achieved 2, not_achieved 3, undetermined 2"
        in lines
    )
    alias = alias_of(town.cards["middle"].pk)
    assert f"  {alias}  gate achieved → not_achieved, rating pass → none, by s01-carbon" in lines


def test_who_changes_as_json(town: Town, folder: Path, capsys: Any) -> None:
    call_command("edition", "backtest", str(folder), "--base", "small", "--year-from", "2026", "--json")
    document = json.loads(capsys.readouterr().out)
    assert document["result"]["changers"] == len(document["changes"]) == 2
    assert document["base"]["key"] == document["tested"]["key"] == "small"
    assert document["filters"]["year_from"] == 2026


@pytest.mark.parametrize(
    ("arguments", "code"), [(("nothing",), 64), (("small", "--base", "small", "--typology", "lighthouse"), 2)]
)
def test_exit_codes(town: Town, arguments: tuple[str, ...], code: int) -> None:
    with pytest.raises(CommandError) as error:
        call_command("edition", "backtest", *arguments)
    assert error.value.returncode == code
