"""The editions the tests of the rules use: the island edition, and a small one made to be broken."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from rules.engine.loading import load_edition, load_edition_files
from rules.engine.schema import Edition

ISLAND = Path(__file__).parents[2] / "rules" / "editions" / "island-2026-r0"

BROKEN = Path(__file__).parent / "broken"


@cache
def island() -> Edition:
    return load_edition(ISLAND)


def files_of(folder: Path) -> dict[str, bytes]:
    """The files of a folder by their names within it."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def small_files(**replaced: tuple[str, str]) -> dict[str, bytes]:
    """The small edition with one text replaced by another in some files (`metrics_yaml=("m2", "m3")`)."""
    files = {name: content.decode() for name, content in files_of(BROKEN / "base").items()}
    for name, (old, new) in replaced.items():
        path = next(path for path in files if _as_name(path) == name)
        assert files[path].count(old) >= 1, f"{old!r} is not in {path}"
        files[path] = files[path].replace(old, new, 1)
    return {name: text.encode() for name, text in files.items()}


def small(**replaced: tuple[str, str]) -> Edition:
    return load_edition_files(small_files(**replaced))


def _as_name(path: str) -> str:
    return path.rsplit("/", 1)[-1].replace(".", "_").replace("-", "_")
