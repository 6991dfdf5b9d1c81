"""The command that makes a take-off of a model."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assessments.carbon.take_off import read_take_off
from assessments.ifc import confined
from assessments.management.commands.ifc import EXIT_REFUSED

MODEL = Path(__file__).with_name("simple_wall.ifc")


@pytest.fixture(autouse=True)
def _own_folder(settings: object, tmp_path: Path) -> None:
    settings.RUNS_DIR = tmp_path / "runs"  # type: ignore[attr-defined]


def make(model: Path, folder: Path) -> tuple[str, str]:
    said, complained = io.StringIO(), io.StringIO()
    files = {"take_off": folder / "take-off.csv", "elements": folder / "elements.csv"}
    call_command("ifc", model, **files, stdout=said, stderr=complained)
    return said.getvalue(), complained.getvalue()


def test_a_model_becomes_a_take_off_that_is_read_like_any_other(tmp_path: Path) -> None:
    said, complained = make(MODEL, tmp_path)
    assert said == "2 lines of 2 elements; 0 elements are in none.\n"
    assert "ifc-quantity-contradicts" in complained
    take_off = read_take_off((tmp_path / "take-off.csv").read_bytes(), "take-off.csv")
    assert take_off.accepted
    assert [(line.element, str(line.unit)) for line in take_off.lines] == [
        ("Door", "m2"),
        ("External wall", "m3"),
    ]
    assert "1F6umJ5H50aeL3A1As_wTm" in (tmp_path / "elements.csv").read_text(encoding="utf-8-sig")
    assert list((tmp_path / "runs").iterdir()) == []


def test_what_is_no_model_leaves_no_take_off(tmp_path: Path) -> None:
    (tmp_path / "plan.ifc").write_text("a plan", encoding="utf-8")
    with pytest.raises(SystemExit) as left:
        make(tmp_path / "plan.ifc", tmp_path)
    assert left.value.code == EXIT_REFUSED
    assert not (tmp_path / "take-off.csv").exists()
    with pytest.raises(CommandError):
        make(tmp_path / "nothing.ifc", tmp_path)


def test_without_the_extra_it_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(confined, "PACKAGE", "no_such_reader")
    with pytest.raises(SystemExit):
        call_command("ifc", MODEL, take_off=tmp_path / "take-off.csv")
    assert "pip install 'island-carbon-standard[ifc]'" in capsys.readouterr().err
