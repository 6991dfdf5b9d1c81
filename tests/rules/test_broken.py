"""Editions with one mistake each: every one is found as exactly one error, by file, line, code and remedy.

A case is a folder of `broken/` with the files that differ from `broken/base/` and `expected.yaml`: where the
mistake is, its code, and words of the remedy; `removed` names files of the base that are not there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from rules.engine.errors import EditionError, EditionErrors
from rules.engine.examples import check_examples
from rules.engine.loading import load_edition_files

from .editions import BROKEN, files_of, small

CASES = sorted(folder for folder in BROKEN.iterdir() if folder.name != "base")


def mistakes(files: dict[str, bytes]) -> tuple[EditionError, ...]:
    try:
        edition = load_edition_files(files)
    except EditionErrors as found:
        return found.errors
    return check_examples(edition)


def broken(folder: Path, expected: dict[str, Any]) -> dict[str, bytes]:
    """The base with the files of a case in place of its own."""
    files = {**files_of(BROKEN / "base"), **files_of(folder)}
    return {
        name: data
        for name, data in files.items()
        if name not in ("expected.yaml", *expected.get("removed", ()))
    }


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_one_mistake_is_one_error_at_its_place(folder: Path) -> None:
    expected = yaml.safe_load((folder / "expected.yaml").read_text(encoding="utf-8"))
    found = mistakes(broken(folder, expected))
    assert [(error.file, error.line, error.code) for error in found] == [
        (expected["file"], expected["line"], expected["code"])
    ]
    error = found[0]
    assert expected["remedy"] in error.remedy["en"]
    assert error.message["en"] and error.message["zh-hans"] and error.remedy["zh-hans"]
    assert "{" not in "".join((*error.message.values(), *error.remedy.values()))
    assert error.code in str(error)


def test_the_base_is_right() -> None:
    assert check_examples(small()) == ()
    assert len(CASES) >= 30
