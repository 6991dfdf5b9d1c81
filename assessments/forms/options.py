"""Choosing measures for a design, each with its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Design
from assessments.options.choosing import inapplicable
from assessments.presentation.text import said
from energyplus_runs.simulation.measures.catalogue import Measure, Parameter, measures
from standard_site.lib.findings import Finding
from standard_site.lib.formats import unit


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measure of the form; `why_not` where the model has nothing it needs."""

    measure: Measure
    use: BoundField
    parameters: tuple[BoundField, ...]
    why_not: Finding | None


class MeasuresForm(forms.Form):
    """Every measure of the catalogue; numbers count only where the measure is chosen."""

    use_required_attribute = False  # a browser does not know which measures are chosen

    together = forms.BooleanField(
        label=gettext_lazy("Simulate all chosen measures together as well"), required=False, initial=True
    )

    def __init__(self, design: Design, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._impossible = inapplicable(design)
        for key, measure in measures().items():
            self.fields[key] = forms.BooleanField(
                label=said(measure.title), required=False, disabled=key in self._impossible
            )
            for parameter in measure.parameters.values():
                self.fields[f"{key}.{parameter.key}"] = _number(parameter, key in self._impossible)

    def rows(self) -> Iterator[MeasureRow]:
        for key, measure in measures().items():
            own = tuple(self[f"{key}.{name}"] for name in measure.parameters)
            yield MeasureRow(measure, self[key], own, self._impossible.get(key))

    def clean(self) -> dict[str, Any] | None:
        chosen = [key for key in measures() if self.cleaned_data.get(key)]
        for key, measure in measures().items():
            for name in (f"{key}.{parameter}" for parameter in measure.parameters):
                if key not in chosen:
                    self.errors.pop(name, None)
        if not chosen:
            self.add_error(None, _("Choose at least one measure."))
        elif len(chosen) < 2:
            self.cleaned_data["together"] = False
        return super().clean()

    def measures(self) -> list[dict[str, Any]]:
        """What was chosen, as a study takes it."""
        given = self.cleaned_data
        return [
            {"key": key, "parameters": {name: given[f"{key}.{name}"] for name in measure.parameters}}
            for key, measure in measures().items()
            if given.get(key)
        ]


def _number(parameter: Parameter, disabled: bool) -> forms.FloatField:
    symbol = unit(parameter.unit)
    label = f"{said(parameter.title)} ({symbol})" if symbol else said(parameter.title)
    field = forms.FloatField(
        label=label,
        disabled=disabled,
        initial=f"{parameter.default:g}",
        error_messages={"required": _("Give a number for this measure.")},
        min_value=parameter.least,
        max_value=parameter.most,
        help_text=_("%(least)s to %(most)s. Default: %(source)s (%(status)s).")
        % {
            "least": f"{parameter.least:g}",
            "most": f"{parameter.most:g}",
            "source": said(parameter.basis.title),
            "status": parameter.basis.status,
        },
    )
    field.widget.attrs["step"] = "any"
    return field
