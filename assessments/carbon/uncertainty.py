"""The range around embodied carbon: contingency for what is not drawn yet, quality of the carbon data, quantities.

The three parts are those of the RICS whole-life factor. Beside parts that have a coefficient, one without a sourced coefficient
counts as 0 and is said; where none has one there is no range.
"""

from __future__ import annotations

from dataclasses import dataclass

from assessments.carbon.catalogue import FINDINGS, PHRASES
from standard_site.lib.findings import Finding


@dataclass(frozen=True, slots=True)
class Spread:
    """Shares of the embodied carbon [1]; None where neither the edition nor the design says one.

    Args:
        contingency: what is not drawn yet will only ever add.
        data_quality: carbon data may be too high or too low.
        quantities: so may quantities.
    """

    contingency: float | None = None
    data_quality: float | None = None
    quantities: float | None = None

    def around(self, kgco2e: float | None) -> tuple[float | None, float | None]:
        """Lower and upper end of a value [kgCO2e]: −(data + quantities), +(contingency + data + quantities).

        None where the value, or every part, is not known: a range of no width would say that the value is exact.
        """
        if kgco2e is None or (self.contingency, self.data_quality, self.quantities) == (None, None, None):
            return None, None
        either = (self.data_quality or 0.0) + (self.quantities or 0.0)
        low, high = kgco2e * max(1 - either, 0.0), kgco2e * (1 + either + (self.contingency or 0.0))
        return min(low, high), max(low, high)

    def findings(self) -> tuple[Finding, ...]:
        """Says which parts count as 0 for want of a source."""
        named = ("contingency", "data_quality", "quantities")
        words = [PHRASES.say(f"spread-{name}", {}) for name in named if getattr(self, name) is None]
        if not words:
            return ()
        english, chinese = (word.en for word in words), (word.zh_hans for word in words)
        parts = {"en": ", ".join(english), "zh-hans": "、".join(chinese)}
        return (FINDINGS.make("whole-life-spread-without-source", parts=parts),)
