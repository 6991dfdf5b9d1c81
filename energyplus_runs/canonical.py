"""Plain values as one text, for digests and keys."""

from __future__ import annotations

import json
from typing import Any


def canonical(value: Any) -> str:
    """JSON that is the same for the same values, whatever the order of their members."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
