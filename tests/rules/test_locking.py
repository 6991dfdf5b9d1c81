"""The lock: a published edition neither changes nor goes, and none is published beside it."""

from __future__ import annotations

import io
import shutil
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from rules.engine.digest import canonical_digest
from rules.engine.errors import EditionErrors
from rules.engine.locking import LOCK, Locked, lock_text, read_lock

from .editions import ISLAND, small_files

DIGEST = "ab" * 32


@pytest.fixture
def shipped(tmp_path: Path, settings: pytest.FixtureRequest) -> Path:
    """A folder of editions with one small published edition, locked."""
    files = small_files(edition_yaml=("status: draft", "status: published"))
    files["protocol.yaml"] = (ISLAND / "protocol.yaml").read_bytes()
    for name, content in files.items():
        (tmp_path / "small" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "small" / name).write_bytes(content)
    entry = Locked("small", canonical_digest(files), date(2026, 1, 31))
    (tmp_path / LOCK).write_text(lock_text([entry]), encoding="utf-8")
    settings.EDITIONS_DIR = tmp_path  # type: ignore[attr-defined]
    return tmp_path


def checked(*arguments: str) -> str:
    """What `edition check` says; the errors when it fails."""
    out, errors = io.StringIO(), io.StringIO()
    try:
        call_command("edition", "check", *arguments, stdout=out, stderr=errors)
    except CommandError as failure:
        assert failure.returncode == 2
        return errors.getvalue()
    assert errors.getvalue() == ""
    return out.getvalue()


def test_a_locked_edition_as_published_is_sound(shipped: Path) -> None:
    assert "2 criteria, 11 examples" in checked()
    assert "published" in checked("small")


def test_line_ends_are_no_change(shipped: Path) -> None:
    file = shipped / "small" / "metrics.yaml"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert "2 criteria" in checked()


@pytest.mark.parametrize("arguments", [(), ("small",)])
def test_a_changed_one_is_refused(shipped: Path, arguments: tuple[str, ...]) -> None:
    file = shipped / "small" / "tables" / "limits.csv"
    file.write_bytes(file.read_bytes().replace(b"2027,90,", b"2027,91,"))
    assert "lock-edition-changed" in checked(*arguments)


def test_setting_it_back_to_draft_is_a_change(shipped: Path) -> None:
    file = shipped / "small" / "edition.yaml"
    file.write_bytes(file.read_bytes().replace(b"status: published", b"status: draft"))
    assert "lock-edition-changed" in checked()


def test_a_true_copy_does_not_cover_a_changed_folder(shipped: Path) -> None:
    """Two folders of one key: each is held to the lock, whichever comes last."""
    for name in ("a-copy", "z-copy"):
        shutil.copytree(shipped / "small", shipped / name)
    file = shipped / "small" / "tables" / "limits.csv"
    file.write_bytes(file.read_bytes().replace(b"2027,90,", b"2027,91,"))
    assert "lock-edition-changed" in checked()


def test_a_missing_one_is_refused(shipped: Path) -> None:
    (shipped / "small").rename(shipped / ".hidden")
    (shipped / ".hidden" / "edition.yaml").unlink()
    assert "lock-edition-gone" in checked()


def test_a_published_one_that_is_not_locked_is_refused(shipped: Path) -> None:
    (shipped / LOCK).write_text("", encoding="utf-8")
    assert "lock-entry-missing" in checked()
    (shipped / LOCK).unlink()
    assert "lock-entry-missing" in checked("small")


def test_an_example_that_does_not_come_out_is_refused(shipped: Path) -> None:
    file = shipped / "small" / "examples" / "s01-carbon.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("value: 110", "value: 111"), encoding="utf-8")
    said = checked()
    assert "small/examples/s01-carbon.yaml:8: example-differs" in said
    assert "expects 111 for value, and the edition gives 110" in said


def test_a_lock_is_written_as_it_is_read() -> None:
    entries = (Locked("b-r1", DIGEST, date(2026, 2, 1)), Locked("a-r0", DIGEST, date(2025, 12, 31)))
    text = lock_text(entries)
    assert text == f"a-r0 {DIGEST} 2025-12-31\nb-r1 {DIGEST} 2026-02-01\n"
    assert lock_text(read_lock(text)) == text
    assert read_lock("") == ()


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (f"a {DIGEST} 2026-02-30\n", "lock-line-malformed", 1),
        (f"a {DIGEST} 2026-02-01\n\n", "lock-line-malformed", 2),
        (f"a {DIGEST[:-1]} 2026-02-01\n", "lock-line-malformed", 1),
        (f"A {DIGEST} 2026-02-01\n", "lock-line-malformed", 1),
        (f"a {DIGEST} 2026-02-01\na {DIGEST} 2026-02-01\n", "lock-key-twice", 2),
    ],
)
def test_a_line_that_was_tampered_with_is_named(text: str, code: str, line: int) -> None:
    with pytest.raises(EditionErrors) as caught:
        read_lock(text)
    assert [(error.code, error.line) for error in caught.value.errors] == [(code, line)]
