"""Earlier versions of a draft's files, out of its history."""

from __future__ import annotations

from rules.models import Draft, DraftChange


def text_at(draft: Draft, path: str, version: int) -> str:
    """What a file said at a version, "" where it was not there; what a draft began with stands in `before` of a first change."""
    steps = draft.changes.filter(path=path)
    kept = steps.filter(version=version).first()
    if kept is not None:
        return kept.after or ""
    following = steps.filter(version__gt=version).order_by("version").first()
    if following is not None:
        return following.before or ""
    file = draft.files.filter(path=path).first()
    return file.text if file is not None else ""


def last_changes(draft: Draft) -> dict[str, DraftChange]:
    """The newest step of every file that was ever changed."""
    newest: dict[str, DraftChange] = {}
    for change in (
        draft.changes.exclude(path="").select_related("by").defer("before", "after").order_by("at", "pk")
    ):
        newest[change.path] = change
    return newest
