"""Reading single fields of a declared mapping, each mistake said with its line and path."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import Any

from assessments.carbon.catalogue import FINDINGS, listed
from assessments.carbon.markup import Path
from standard_site.lib.findings import Finding, Where


class FieldReader:
    """Takes values out of parsed markup and collects what is wrong with them."""

    def __init__(self, file_name: str, lines: Mapping[Path, int], max_findings: int) -> None:
        self._file_name = file_name
        self._lines = lines
        self._max_findings = max_findings
        self._findings: list[Finding] = []

    @property
    def findings(self) -> tuple[Finding, ...]:
        return listed(self._findings, self._file_name, self._max_findings)

    def say(self, code: str, path: Path, **values: object) -> None:
        where = Where(file=self._file_name, line=self._lines.get(path), field=dotted(path))
        self._findings.append(FINDINGS.make(code, where, **values))

    def mapping(self, value: Any, path: Path, allowed: Collection[str]) -> Mapping[str, Any]:
        """A mapping with known keys only; empty when the value is no mapping. Blank values count as
        absent."""
        if not isinstance(value, dict):
            self.say("declared-not-a-mapping-here", path, field=dotted(path))
            return {}
        for key in value:
            if key not in allowed:
                near = get_close_matches(key, allowed, 5, 0.5) or allowed
                self.say("declared-unknown-key", (*path, key), key=key, allowed=", ".join(near))
        return {key: item for key, item in value.items() if key in allowed and item is not None}

    def items(self, value: Any, path: Path) -> list[Any]:
        if not isinstance(value, list):
            self.say("declared-not-a-list", path, field=dotted(path))
            return []
        return value

    def text(self, fields: Mapping[str, Any], key: str, path: Path) -> str | None:
        value = fields.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            self.say("declared-not-text", (*path, key), field=key, value=value)
            return None
        return value.strip()

    def choice(
        self, fields: Mapping[str, Any], key: str, path: Path, allowed: Collection[str] | None
    ) -> str | None:
        """A word out of a list; any word when there is no list."""
        word = self.text(fields, key, path)
        if word is None or allowed is None or word in allowed:
            return word
        self.say(
            "declared-unknown-word", (*path, key), field=key, value=word, allowed=", ".join(sorted(allowed))
        )
        return None

    def number(self, fields: Mapping[str, Any], key: str, path: Path) -> float | None:
        value = fields.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.say("value-not-a-number", (*path, key), field=key, value=value)
            return None
        if not math.isfinite(value):
            self.say("value-not-finite", (*path, key), field=key, value=value)
            return None
        return float(value)

    def positive(self, fields: Mapping[str, Any], key: str, path: Path) -> float | None:
        value = self.number(fields, key, path)
        if value is not None and value <= 0:
            self.say("value-not-positive", (*path, key), field=key, value=value)
            return None
        return value

    def fraction(self, fields: Mapping[str, Any], key: str, path: Path) -> float | None:
        value = self.number(fields, key, path)
        if value is not None and not 0 <= value <= 1:
            self.say("declared-not-a-fraction", (*path, key), field=key, value=value)
            return None
        return value

    def whole(self, fields: Mapping[str, Any], key: str, path: Path, least: int, most: int) -> int | None:
        value = self.number(fields, key, path)
        if value is not None and (not value.is_integer() or not least <= value <= most):
            self.say(
                "declared-out-of-range", (*path, key), field=key, value=f"{value:g}", least=least, most=most
            )
            return None
        return None if value is None else int(value)

    def flag(self, fields: Mapping[str, Any], key: str, path: Path) -> bool | None:
        value = fields.get(key)
        if value is not None and not isinstance(value, bool):
            self.say("declared-not-yes-or-no", (*path, key), field=key, value=value)
            return None
        return value


def dotted(path: Path) -> str:
    """A path as people write it: `metrics.gia.value`, `refrigerants[0].type`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.lstrip(".")
