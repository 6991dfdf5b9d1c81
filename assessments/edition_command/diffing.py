"""`edition diff`: what is different between two editions."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from assessments.edition_command.folders import named_edition
from rules.engine.diff import ADDED, CHANGED, REMOVED, Change, compare
from rules.engine.schema import Edition

NAME = "diff"
HELP = "list every change from one edition to another"

_SIGNS = {ADDED: "+", REMOVED: "-", CHANGED: "~"}
_MARKS = {"equal": "{}", "delete": "[-{}-]", "insert": "{{+{}+}}"}


def add_arguments(parser: ArgumentParser) -> None:
    for name in ("a", "b"):
        parser.add_argument(name, help="key of a shipped or stored edition, or a folder")
    parser.add_argument("--json", action="store_true", help="one JSON document instead of lines")


def run(command: BaseCommand, options: dict[str, Any]) -> None:
    """Ends well whether or not they differ; 64 for a name that is none, 2 for an edition with mistakes."""
    a, b = (named_edition(command, options[name]) for name in ("a", "b"))
    changes = compare(a, b)
    if options["json"]:
        document = {
            "a": _identity(a),
            "b": _identity(b),
            "count": len(changes),
            "changes": [change.to_json() for change in changes],
        }
        command.stdout.write(json.dumps(document, ensure_ascii=False, indent=2))
        return
    command.stdout.write(f"{a.key} {a.digest[:12]} → {b.key} {b.digest[:12]}: {len(changes)} change(s)")
    for change in changes:
        for line in _lines(change):
            command.stdout.write(line)


def _identity(edition: Edition) -> dict[str, str]:
    return {"key": edition.key, "digest": edition.digest, "status": edition.status}


def _lines(change: Change) -> list[str]:
    """The sentence, and below it every changed wording with what went and what came."""
    lines = [f"{_SIGNS[change.kind]} {change.sentence.en}"]
    if change.kind == CHANGED:
        for language, way in change.wordings().items():
            marked = "".join(_MARKS[one.kind].format(one.text) for one in way)
            lines.append(f"    {language + ': ' if language else ''}{marked}")
    return lines
