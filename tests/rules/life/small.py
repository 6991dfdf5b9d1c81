"""The small edition as texts, ready to be published but for its days."""

from __future__ import annotations

from tests.rules.editions import small_files


def texts(**head: str) -> dict[str, str]:
    """The files as text, with further lines in edition.yaml."""
    lines = "".join(f"{name}: {value}\n" for name, value in head.items())
    return {
        path: data.decode() + (lines if path == "edition.yaml" else "")
        for path, data in small_files().items()
    }
