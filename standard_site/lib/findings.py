"""The one type in which every part says what it found: what, where, why, and what to do, in both languages."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "zh-hans")
_SHOWN_MOST = 200  # characters of uploaded text in a message
_PLACE_MOST = 260  # characters of a file's, object's or field's name


class Severity(StrEnum):
    """How much a finding weighs: an error refuses or fails, a warning is to be looked at, info is said once."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Where:
    """The place a finding speaks of; parts that do not apply stay None. Names come from uploads: kept printable and short."""

    file: str | None = None
    line: int | None = None
    object: str | None = None
    field: str | None = None

    def __post_init__(self) -> None:
        for name in ("file", "object", "field"):
            given = getattr(self, name)
            if given is not None:
                object.__setattr__(self, name, _shown(given, _PLACE_MOST))

    def to_json(self) -> dict[str, Any]:
        return {"file": self.file, "line": self.line, "object": self.object, "field": self.field}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `code` is stable: it is the key in files, pages, API and logs."""

    code: str
    severity: Severity
    message: Mapping[str, str]
    remedy: Mapping[str, str]
    where: Where = field(default_factory=Where)

    def to_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "severity": str(self.severity),
            "where": self.where.to_json(),
            "message": dict(self.message),
            "remedy": dict(self.remedy),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Finding:
        return cls(
            code=data["code"],
            severity=Severity(data["severity"]),
            message=dict(data["message"]),
            remedy=dict(data["remedy"]),
            where=Where(**data.get("where", {})),
        )

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.where.file, self.where.line) if part is not None)
        return f"{place + ': ' if place else ''}{self.code}: {self.message['en']} {self.remedy['en']}"


class FindingCatalogue:
    """The texts of one part's findings, read from a TOML file of `[code] severity, en, zh-hans, remedy-en, remedy-zh-hans`.

    Texts are `str.format` patterns over named parameters.
    """

    _CODE = re.compile(r"[a-z][a-z0-9-]*")

    def __init__(self, path: Path) -> None:
        self._entries: dict[str, dict[str, str]] = tomllib.loads(path.read_text(encoding="utf-8"))
        for code, entry in self._entries.items():
            missing = {"severity", "en", "zh-hans", "remedy-en", "remedy-zh-hans"} - set(entry)
            if missing or not self._CODE.fullmatch(code):
                raise ValueError(
                    f"{path}: finding '{code}' lacks {sorted(missing)} or is not a key like 'missing-zone'."
                )
            Severity(entry["severity"])

    def codes(self) -> Iterable[str]:
        return self._entries.keys()

    def make(self, code: str, where: Where | None = None, **values: object) -> Finding:
        """A finding with its texts filled in; a value that is a mapping holds one word for each language.

        An unknown code or a missing parameter is a programming error (KeyError).
        """
        entry = self._entries[code]
        shown = {language: _in(language, values) for language in LANGUAGES}
        return Finding(
            code=code,
            severity=Severity(entry["severity"]),
            message={language: entry[language].format_map(shown[language]) for language in LANGUAGES},
            remedy={
                language: entry[f"remedy-{language}"].format_map(shown[language]) for language in LANGUAGES
            },
            where=where or Where(),
        )


def has_errors(findings: Iterable[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)


def _in(language: str, values: Mapping[str, object]) -> dict[str, str]:
    return {key: _shown(_word(value, language)) for key, value in values.items()}


def _word(value: object, language: str) -> object:
    """A mapping by languages gives its word; any other is what somebody wrote in a file, and is shown as it is."""
    if isinstance(value, Mapping) and set(value) == set(LANGUAGES):
        return value[language]
    return value


def _shown(value: object, most: int = _SHOWN_MOST) -> str:
    """Uploaded text ends up in messages: keep it printable and short, so that any answer can carry it."""
    text = str(value)
    text = text if len(text) <= most else text[: most - 1] + "…"
    if text.isprintable():
        return text
    return "".join(
        character if _is_printable(character) else "\N{REPLACEMENT CHARACTER}" for character in text
    )


def _is_printable(character: str) -> bool:
    """Wide and non-breaking spaces stand in names; controls, marks of direction and halves of pairs do not show."""
    return character.isprintable() or unicodedata.category(character) == "Zs"
