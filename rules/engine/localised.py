"""The engine's own phrases for traces and reasons."""

from __future__ import annotations

from pathlib import Path

from standard_site.lib.localised import Localised, Phrasebook, number_text

__all__ = ["PHRASES", "Localised", "number_text"]

PHRASES = Phrasebook(Path(__file__).with_name("phrases.toml"))
