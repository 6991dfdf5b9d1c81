"""What the page of a design's materials sends: texts that were ticked, the factor and thickness chosen for each."""

from __future__ import annotations

import math
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.http import QueryDict

from assessments.carbon.numerals import to_number
from assessments.matching.confirming import FINDINGS, MOST, MOST_THICKNESS_MM, Wanted
from assessments.refusal import Refused
from standard_site.lib.findings import Where

READY: Final = "ready"
WITHDRAW: Final = "withdraw"
_MOST_CHARACTERS: Final = 120


@dataclass(frozen=True, slots=True)
class Sent:
    """The form as it was sent, text by text: nothing of it is checked yet.

    Args:
        do: which button was pressed.
        texts: digests that were ticked, or those that were ready where that button was pressed.
        factors: the key chosen for a text.
        thicknesses: what was written as thickness.
        seen: the confirmation that acted when the page was made.
    """

    do: str = ""
    texts: tuple[str, ...] = ()
    factors: Mapping[str, str] = field(default_factory=dict)
    thicknesses: Mapping[str, str] = field(default_factory=dict)
    seen: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, data: QueryDict) -> Sent:
        do = data.get("do", "")
        texts = data.getlist("ready" if do == READY else "tick")[: MOST + 1]
        return cls(do, tuple(texts), *(_by_text(data, name) for name in ("factor", "thickness", "seen")))

    def wanted(self) -> list[Wanted]:
        """What is to be confirmed (Refused where a thickness is no number)."""
        return [
            Wanted(text, self.factors.get(text, ""), self._thickness(text), self._seen(text))
            for text in self.texts
        ]

    def confirmations(self) -> list[uuid.UUID]:
        """What is to be withdrawn: the confirmations seen for the texts that were ticked."""
        return [pk for text in self.texts if (pk := self._seen(text)) is not None]

    def _thickness(self, text: str) -> float | None:
        written = self.thicknesses.get(text, "").strip()
        if not written:
            return None
        number = to_number(written)
        if number is None or not math.isfinite(number):
            where = Where(field="thickness")
            raise Refused(
                [FINDINGS.make("match-thickness-bad", where, value=written, most=f"{MOST_THICKNESS_MM:g}")]
            )
        return number

    def _seen(self, text: str) -> uuid.UUID | None:
        written = self.seen.get(text, "")
        try:
            return uuid.UUID(written) if written else None
        except ValueError as error:
            raise Refused([FINDINGS.make("match-unknown", Where(field="seen"))]) from error


def _by_text(data: QueryDict, name: str) -> dict[str, str]:
    prefix = f"{name}:"
    return {
        key.removeprefix(prefix): str(data[key])[:_MOST_CHARACTERS] for key in data if key.startswith(prefix)
    }
