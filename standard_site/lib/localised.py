"""Texts in the two languages, and phrasebooks of patterns to fill in."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from standard_site.lib.findings import LANGUAGES


@dataclass(frozen=True, slots=True)
class Localised:
    """One text in English and Simplified Chinese."""

    en: str
    zh_hans: str

    @classmethod
    def from_mapping(cls, texts: Mapping[str, str]) -> Localised:
        return cls(texts["en"], texts["zh-hans"])

    def to_json(self) -> dict[str, str]:
        return {"en": self.en, "zh-hans": self.zh_hans}


class Phrasebook:
    """Patterns of `str.format` read from a TOML file of `[code] en, zh-hans`."""

    def __init__(self, path: Path) -> None:
        self._patterns: dict[str, dict[str, str]] = tomllib.loads(path.read_text(encoding="utf-8"))
        for code, patterns in self._patterns.items():
            if set(patterns) != set(LANGUAGES):
                raise ValueError(
                    f"{path}: phrase '{code}' must have exactly the languages {list(LANGUAGES)}."
                )

    def __contains__(self, code: object) -> bool:
        return code in self._patterns

    def say(self, code: str, values: Mapping[str, object]) -> Localised:
        """The phrase with its values put in; a value that is itself `Localised` is said in each language."""
        english: dict[str, str] = {}
        chinese: dict[str, str] = {}
        for key, value in values.items():
            localised = value if isinstance(value, Localised) else None
            english[key] = localised.en if localised else _plain(value)
            chinese[key] = localised.zh_hans if localised else english[key]
        pattern = self._patterns[code]
        return Localised(pattern["en"].format_map(english), pattern["zh-hans"].format_map(chinese))


@lru_cache(maxsize=4096)  # a trace shows the same numbers over and over
def number_text(value: float) -> str:
    """A number as a person reads it in a sum: no exponent, at most ten significant digits, thousands
    between commas, as the pages write them in both languages."""
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{float(f'{value:.10g}'):,.10f}".rstrip("0").rstrip(".")


def _plain(value: object) -> str:
    """The same in both languages."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        return number_text(value)
    return str(value)
