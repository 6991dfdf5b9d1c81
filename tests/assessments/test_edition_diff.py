"""`edition diff`: what it lists, and how it ends."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.rules.editions import small_files


def folder(place: Path, **replaced: tuple[str, str]) -> str:
    for name, content in small_files(**replaced).items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(content)
    return str(place)


@pytest.fixture
def two(tmp_path: Path) -> tuple[str, str]:
    """The small edition, and one with a row and a wording changed."""
    changed = {"limits_csv": ("2026,100", "2026,95"), "s01_carbon_yaml": ("Little of it", "Less of it")}
    return folder(tmp_path / "a"), folder(tmp_path / "b", **changed)


def said(*arguments: str) -> str:
    out = io.StringIO()
    call_command("edition", "diff", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_each_change_is_a_line_with_its_wording_below(two: tuple[str, str]) -> None:
    first, *lines = said(*two).splitlines()
    assert first.endswith(": 2 change(s)")
    assert lines == [
        "~ S01 Carbon · intent changed.",
        "    en: [-Little-]{+Less+} of it.",
        "~ Table “Limits” · row homes · new · 2026 changed: limit from 100 to 95.",
    ]


def test_the_same_as_json(two: tuple[str, str]) -> None:
    document: dict[str, Any] = json.loads(said(*two, "--json"))
    assert (document["count"], document["a"]["key"], document["b"]["status"]) == (2, "small", "draft")
    row = document["changes"][1]
    assert (row["before"]["limit"], row["after"]["limit"], row["affected"]) == (100, 95, ["s01-carbon"])


def test_an_edition_and_itself_end_well(two: tuple[str, str]) -> None:
    assert said(two[0], two[0]).endswith(": 0 change(s)\n")


def test_a_wrong_name_and_a_broken_edition_end_otherwise(db: None, two: tuple[str, str]) -> None:
    with pytest.raises(CommandError) as unknown:
        said(two[0], "nowhere")
    assert unknown.value.returncode == 64
    Path(two[1], "scoring.yaml").write_text("mixed_use: 1\n", encoding="utf-8")
    with pytest.raises(CommandError) as broken:
        said(*two)
    assert broken.value.returncode == 2
