"""Transport legs as written in a take-off: `road:60;sea:2000` is 60 km by road and 2,000 km by sea.

The word before the colon is a mode (`road`, `sea`, `rail`, with the edition's vehicle for it) or the key
of one transport factor (`road-diesel-30t`). The number is the distance [km].
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass

from assessments.carbon.numerals import to_number

_KEY = re.compile(r"[a-z][a-z0-9-]*")
_CHINESE_MODES = {"公路": "road", "海运": "sea", "铁路": "rail"}


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg of a journey: a transport mode or factor key, and the distance [km]."""

    transport: str
    distance_km: float


def to_legs(text: str) -> tuple[Leg, ...] | None:
    """The legs a cell names, in order; None when the cell does not follow the form."""
    parts = [part.strip() for part in unicodedata.normalize("NFKC", text).split(";")]
    legs = [_leg(part) for part in parts if part]
    return tuple(leg for leg in legs if leg) if legs and all(legs) else None


def _leg(part: str) -> Leg | None:
    word, colon, distance = part.partition(":")
    key = _CHINESE_MODES.get(word.strip(), word.strip().casefold())
    km = to_number(distance)
    if not colon or not _KEY.fullmatch(key) or km is None or not math.isfinite(km) or km < 0:
        return None
    return Leg(key, km)
