"""Texts in the reader's language, wherever they come from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language


def said(text: Any) -> str:
    """A text of the standard, a finding or a catalogue in the reader's language; English rather than nothing."""
    if text is None or isinstance(text, str):
        return text or ""
    texts: Mapping[str, str] = text if isinstance(text, Mapping) else text.to_json()
    return texts.get(get_language() or "en") or texts.get("en", "")


def remedied(finding: Any) -> str:
    """What is wrong and what to do about it, for a form's field."""
    return f"{said(finding.message)} {said(finding.remedy)}".strip()
