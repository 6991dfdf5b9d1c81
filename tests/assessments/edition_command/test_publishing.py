"""`edition publish`: folder, database and lock together, or nothing."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from rules.engine.locking import LOCK, read_lock
from rules.models import Edition, EditionLife
from tests.rules.editions import ISLAND, small_files


@pytest.fixture
def shipped(db: None, tmp_path: Path, settings: Any) -> Path:
    """A folder of editions with the small one in it, a draft."""
    files = small_files() | {"protocol.yaml": (ISLAND / "protocol.yaml").read_bytes()}
    for name, content in files.items():
        (tmp_path / "small" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "small" / name).write_bytes(content)
    settings.EDITIONS_DIR = tmp_path
    return tmp_path


def published(*arguments: str) -> tuple[int, str]:
    """The exit code, and what was said."""
    out, errors = io.StringIO(), io.StringIO()
    try:
        call_command("edition", "publish", *arguments, stdout=out, stderr=errors)
    except CommandError as failure:
        return failure.returncode, errors.getvalue() + str(failure)
    return 0, out.getvalue()


def test_a_shipped_draft_is_published_and_locked(shipped: Path) -> None:
    code, said = published("small", "--effective-from", "2027-01-31")
    assert (code, said.split()[0], said.split()[-1]) == (0, "small", "published")
    edition = Edition.objects.get(key="small")
    head = (shipped / "small" / "edition.yaml").read_text(encoding="utf-8")
    assert head == edition.files["edition.yaml"]
    assert "status: published" in head
    life = EditionLife.objects.get(edition=edition)
    assert (life.organisation, life.registration_opens) == (None, date(2027, 1, 31))
    entry = read_lock((shipped / LOCK).read_text(encoding="utf-8"))[0]
    assert (entry.key, entry.digest, entry.published_on) == ("small", edition.digest, timezone.localdate())
    call_command("edition", "check", stdout=io.StringIO())
    code, said = published("small")
    assert (code, "key-taken" in said) == (2, True)


@pytest.mark.parametrize(
    ("change", "arguments", "code", "word"),
    [
        (("", ""), (), 2, "effective-from-missing"),
        (
            ("status: draft", "status: draft\nsupersedes: nothing"),
            ("--effective-from", "2027-01-01"),
            2,
            "supersedes-unknown",
        ),
        (("key: small", "key: Small"), ("--effective-from", "2027-01-01"), 2, "identifier-malformed"),
        (
            ("", ""),
            ("--effective-from", "2027-01-01", "--registration-opens", "2027-02-01"),
            2,
            "effective-before",
        ),
        (("", ""), ("--effective-from", "31.1.2027"), 64, "no day"),
    ],
)
def test_what_blocks_leaves_everything_as_it_was(
    shipped: Path, change: tuple[str, str], arguments: tuple[str, ...], code: int, word: str
) -> None:
    head = shipped / "small" / "edition.yaml"
    text = head.read_text(encoding="utf-8").replace(*change, 1)
    head.write_text(text, encoding="utf-8")
    got, said = published("small", *arguments)
    assert (got, word in said) == (code, True), said
    assert (head.read_text(encoding="utf-8"), (shipped / LOCK).exists()) == (text, False)
    assert not Edition.objects.exists()


def test_a_failing_example_blocks(shipped: Path) -> None:
    example = shipped / "small" / "examples" / "s01-carbon.yaml"
    example.write_text(
        example.read_text(encoding="utf-8").replace("value: 110", "value: 111"), encoding="utf-8"
    )
    code, said = published("small", "--effective-from", "2027-01-01")
    assert (code, "example-differs" in said) == (2, True)


def test_what_is_locked_elsewhere_is_not_published_again(shipped: Path) -> None:
    (shipped / LOCK).write_text(f"small {'ab' * 32} 2026-01-31\n", encoding="utf-8")
    code, said = published("small", "--effective-from", "2027-01-01")
    assert (code, "key-taken" in said) == (2, True)
    assert not Edition.objects.exists()
    assert "status: draft" in (shipped / "small" / "edition.yaml").read_text(encoding="utf-8")


def test_a_folder_outside_needs_no_lock(shipped: Path, settings: Any, tmp_path: Path) -> None:
    settings.EDITIONS_DIR = tmp_path / "none"
    assert published(str(shipped / "small"), "--effective-from", "2027-01-01")[0] == 0
    assert not (shipped / LOCK).exists()
    assert published("nowhere")[0] == 64
