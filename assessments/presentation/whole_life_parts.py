"""What the pictures of a whole life are cut from: a stored study period, its names, and the address of its lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.utils.html import format_html
from django.utils.translation import gettext as _

from assessments.carbon.whole_life import APART, MODULES, OF_A_LINE
from assessments.presentation.charts import Chart
from standard_site.lib.formats import number

PALETTE: Final = {"A5.2": "A5", "A5.3": "A5", "B2-B3": "B2"}
MOST_DRAWN: Final = 12
"""As many elements or materials stand for themselves in a picture; the table holds all."""

Amounts = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart under a title that says what it shows; `notes` are what cannot be seen in it."""

    title: str
    chart: Chart
    notes: tuple[str, ...] = ()
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Life:
    """A whole life of a scorecard document.

    Args:
        member: the study period as the document holds it.
        name_of: the name of a material by its label.
        lines: the address of the page of lines; empty where there is none.
    """

    member: Mapping[str, Any]
    name_of: Callable[[str], str]
    lines: str

    @property
    def period_yr(self) -> int:
        return int(self.member["period_yr"])

    def address(self, **asked: str) -> str:
        """The lines behind a figure; empty where there is no page of them."""
        return f"{self.lines}?{urlencode({'period': self.period_yr, **asked})}" if self.lines else ""

    def linked(self, text: str, **asked: str) -> str:
        """A text that leads to the lines behind its figure."""
        address = self.address(**asked)
        return format_html('<a href="{}">{}</a>', address, text) if address else text


def known_sum(amounts: Iterable[float | None]) -> float:
    """What is known of some amounts, for the size of a part of a picture; never a result."""
    return sum(amount for amount in amounts if amount is not None)


def unknown_note(amounts: Amounts) -> tuple[str, ...]:
    """Names the modules that are not known and therefore not drawn."""
    unknown = [module for module in (*MODULES, *APART) if module in amounts and amounts[module] is None]
    if not unknown:
        return ()
    return (_("Not known, so not in the picture: %(modules)s.") % {"modules": ", ".join(unknown)},)


def known_in_part(member: Mapping[str, Any]) -> tuple[str, ...]:
    """The modules of lines that are not known of every element."""
    parts = member["by_element"]
    return tuple(module for module in OF_A_LINE if any(part["modules"][module] is None for part in parts))


def in_part_note(member: Mapping[str, Any]) -> tuple[str, ...]:
    """Names the modules that are drawn of some lines only."""
    modules = known_in_part(member)
    if not modules:
        return ()
    told = _("Not known of every line, so in the picture only as far as it is known: %(modules)s.")
    return (told % {"modules": ", ".join(modules)},)


def share(part: float, whole: float) -> str:
    """A part of a whole as a text, in whole per cent; what is there is never none of it."""
    percent = 100 * part / whole
    return "< 1 %" if 0 < percent < 0.5 else f"{number(percent, 0)} %"


def tonnes(kg: float) -> str:
    """Kilograms as a text in tonnes."""
    return number(kg / 1000, 0)
