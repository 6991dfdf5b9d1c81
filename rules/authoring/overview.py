"""A draft at a glance: its parts with their state, and everything that still blocks its publication, each with its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.urls import NoReverseMatch, reverse

from rules.authoring.fields import said_at
from rules.authoring.parts import PAGES, PARTS
from rules.authoring.versions import last_changes
from rules.drafting import blockers, check_files
from rules.engine.schema import SCENARIOS
from rules.models import Draft, DraftChange
from rules.rewriting import UnreadableError, outline
from rules.selectors import comment_counts
from standard_site.lib.findings import Finding

_ALL = "all"


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of the draft: its mistakes, how it stands to the edition the draft began with, and its last change."""

    path: str
    mistakes: int
    state: str  # same, changed, new
    last: DraftChange | None


@dataclass(frozen=True, slots=True)
class CriterionRow:
    key: str
    code: str
    title: Mapping[str, str]
    scenario: str
    file: FileRow
    examples: int
    comments: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Blocker:
    finding: Finding
    url: str


@dataclass(frozen=True, slots=True)
class Overview:
    scenarios: Sequence[tuple[str, list[CriterionRow]]]
    unread: list[CriterionRow]
    files: Mapping[str, FileRow]
    tables: list[str]
    parts: Sequence[tuple[Any, int]]
    others: list[FileRow]
    blockers: Sequence[Blocker]
    removed: list[str]
    criteria: int
    changed: int
    last: DraftChange | None


def overview_of(draft: Draft) -> Overview:
    texts = draft.texts()
    base = draft.base.files if draft.base is not None else {}
    files = _files(draft, texts, base)
    rows = _criteria(texts, files, comment_counts(draft), _example_mistakes(texts))
    named = [row for row in rows if row.scenario in (*SCENARIOS, _ALL)]
    changed = [change for change in (file.last for file in files.values()) if change is not None]
    return Overview(
        scenarios=[(key, [row for row in named if row.scenario == key]) for key in (*SCENARIOS, _ALL)],
        unread=[row for row in rows if row not in named],
        files=files,
        tables=[PurePosixPath(path).stem for path in texts if path.startswith("tables/")],
        parts=[(part, _count(texts, part)) for part in PARTS.values()],
        others=[file for path, file in files.items() if _is_other(path)],
        blockers=[Blocker(finding, place_of(draft, finding)) for finding in blockers(draft)],
        removed=sorted(path for path in base if path not in texts),
        criteria=len(rows),
        changed=sum(file.state != "same" for file in files.values()) if base else 0,
        last=max(changed, key=lambda change: change.at, default=None),
    )


_PAGES = {"criteria": "criterion", "examples": "examples", "tables": "table"}


def place_of(draft: Draft, finding: Finding) -> str:
    """The page on which a finding is mended."""
    path, line = finding.where.file or "", finding.where.line
    folder, _, name = path.rpartition("/")
    mark = f"#line-{line}" if line else ""
    if finding.code in ("consultation-open", "comments-unanswered"):
        return reverse("authoring:consultation", args=[draft.pk])
    try:
        if folder in _PAGES:
            query = f"?line={line}{mark}" if folder == "tables" and line else ""
            return reverse(f"authoring:{_PAGES[folder]}", args=[draft.pk, PurePosixPath(name).stem]) + query
        if path and finding.where.field is None:
            return reverse("authoring:file", args=[draft.pk, path]) + mark
    except NoReverseMatch:  # a name that no address can hold
        return reverse("authoring:draft", args=[draft.pk])
    return reverse("authoring:page", args=[draft.pk, "edition"])


def _files(draft: Draft, texts: Mapping[str, str], base: Mapping[str, str]) -> dict[str, FileRow]:
    errors = [error.file for error in check_files(texts).errors]
    last = last_changes(draft)
    return {
        path: FileRow(path, errors.count(path), _state(path, text, base), last.get(path))
        for path, text in texts.items()
    }


def _state(path: str, text: str, base: Mapping[str, str]) -> str:
    if not base or base.get(path) == text:
        return "same"
    return "changed" if path in base else "new"


def _example_mistakes(texts: Mapping[str, str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for error in check_files(texts).example_errors:
        key = PurePosixPath(error.file).stem
        counts[key] = counts.get(key, 0) + 1
    return counts


def _criteria(
    texts: Mapping[str, str],
    files: Mapping[str, FileRow],
    comments: Mapping[str, Mapping[str, int]],
    examples: Mapping[str, int],
) -> list[CriterionRow]:
    rows = []
    for path, text in texts.items():
        if not path.startswith("criteria/"):
            continue
        key, data = PurePosixPath(path).stem, _outline(text)
        title = data.get("title") if isinstance(data.get("title"), dict) else {}
        rows.append(
            CriterionRow(
                key, said_at(data, ("code",)), title or {}, said_at(data, ("scenario",)), files[path],
                examples.get(key, 0), comments.get(key, {}),
            )
        )  # fmt: skip
    return sorted(rows, key=lambda row: (row.code, row.key))


def _outline(text: str) -> dict[str, Any]:
    try:
        return outline(text)
    except UnreadableError:
        return {}


def _count(texts: Mapping[str, str], part: Any) -> int:
    return len(part.entries(_outline(texts.get(part.file, ""))))


def _is_other(path: str) -> bool:
    """Files that have no form of their own: annexes, and what does not belong here."""
    own = {part.file for part in PARTS.values()} | {page.file for page in PAGES.values()}
    return path not in own and not path.startswith(("criteria/", "tables/", "examples/"))
