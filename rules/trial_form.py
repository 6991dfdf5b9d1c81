"""A form for one criterion: the metrics and subject words it uses, in the edition's units and within their bounds.

It is read from an address, so that a trial can be shared; every field may stay empty: what is missing is undetermined.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from rules.engine.evaluation import MetricValue, Subject, Use
from rules.engine.examples import Example
from rules.engine.inputs import Inputs, asked_of, inputs_of
from rules.engine.schema import AREA_KEYS, Criterion, Edition, Metric
from rules.naming import name_of, text
from standard_site.lib import formats, words

USES = (1, 2, 3)
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_YES, _NO = "yes", "no"


class NumberField(forms.FloatField):
    """A number, perhaps with commas between thousands."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> float | None:  # type: ignore[override]  # the stubs derive it from whole numbers
        plain = str(value or "").strip().replace("−", "-")
        number = super().to_python(plain.replace(",", "") if _GROUPED.fullmatch(plain) else plain)
        if number is not None and not math.isfinite(number):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return number


class NumbersField(forms.CharField):
    """Several numbers, one after another; with none of them the field is empty."""

    def to_python(self, value: Any) -> Any:
        parts = [part for part in re.split(r"[;；\s]+|,\s+", str(value or "").strip()) if part]
        return tuple(number for part in parts if (number := NumberField().clean(part)) is not None)


class TrialForm(forms.Form):
    """`subject()` and `metrics()` are what the engine judges, once the form is valid."""

    def __init__(self, edition: Edition, criterion: Criterion, data: Any = None) -> None:
        super().__init__(data, auto_id="trial-%s")
        self.criterion = criterion
        self.inputs: Inputs = inputs_of(edition, criterion)
        self.fields.update(_word_fields(edition, criterion, self.inputs))
        for metric in self.inputs.metrics:
            self.fields[metric.key] = _metric_field(metric)

    def words(self) -> list[forms.BoundField]:
        """The subject's words; uses and their areas come apart."""
        return [self[name] for name in self.fields if name in words.SUBJECT_NAMES and name not in AREA_KEYS]

    def uses(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        names = [f"use{number}" for number in USES if f"use{number}" in self.fields]
        return [(self[name], self[f"{name}_m2"]) for name in names]

    def mixed(self) -> bool:
        """Whether more than one use is filled in, or wrongly."""
        later = [field for pair in self.uses()[1:] for field in pair]
        return any(field.value() or field.errors for field in later)

    def quantities(self) -> list[forms.BoundField]:
        return [self[metric.key] for metric in self.inputs.metrics]

    def subject(self) -> Subject:
        given: dict[str, Any] = {
            name: self.cleaned_data.get(name) or None for name in self.inputs.words if name != "typology"
        }
        given["kind"] = self.cleaned_data["kind"] or self.criterion.subjects[0]
        uses = tuple(
            Use(self.cleaned_data[use.name], self.cleaned_data[area.name])
            for use, area in self.uses()
            if self.cleaned_data[use.name]
        )
        return Subject(uses=uses, **given)

    def metrics(self) -> dict[str, MetricValue]:
        return {
            metric.key: MetricValue(_value(self.cleaned_data[metric.key], metric), metric.unit, metric.source)
            for metric in self.inputs.metrics
        }


def example_query(edition: Edition, criterion: Criterion, example: Example) -> str:
    """The address query that fills the form with an example's values."""
    form = TrialForm(edition, criterion)
    subject = dict(example.subject)
    for number, use in enumerate(subject.pop("uses", ()), 1):
        subject |= {f"use{number}": use["typology"], f"use{number}_m2": use.get("gia_m2")}
    values = {**subject, **example.metrics}
    shown = {
        name: _written(value) for name, value in values.items() if name in form.fields and value is not None
    }
    return urlencode(shown)


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return _YES if value else _NO
    if isinstance(value, list):
        return "; ".join(map(_written, value))
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _value(entered: Any, metric: Metric) -> Any:
    if metric.type == "boolean":
        return {_YES: True, _NO: False}.get(entered)
    if metric.type == "list":
        return entered or None
    return entered


def _word_fields(edition: Edition, criterion: Criterion, inputs: Inputs) -> dict[str, forms.Field]:
    kinds = forms.ChoiceField(
        label=words.SUBJECT_NAMES["kind"], required=False, choices=[*words.SUBJECTS.items()]
    )
    kinds.initial = criterion.subjects[0]
    fields: dict[str, forms.Field] = {"kind": kinds}
    for word in inputs.words:
        if word == "typology":
            fields |= _use_fields(edition)
        elif word == "construction_start_year":
            label = words.SUBJECT_NAMES[word]
            fields[word] = forms.IntegerField(label=label, required=False, min_value=1900, max_value=2200)
        elif word == "grid_region":
            fields[word] = _choice(word, _regions(edition, criterion))
        elif word != "kind":
            fields[word] = _choice(word, {"works": words.WORKS, "stage": words.STAGES}[word])
    return fields


def _use_fields(edition: Edition) -> dict[str, forms.Field]:
    typologies = {key: text(one.label) for key, one in edition.typologies.items()}
    fields: dict[str, forms.Field] = {}
    for number in USES:
        fields[f"use{number}"] = _choice("typology", typologies, number=number)
        area = NumberField(
            label=_("Area of use %(number)d") % {"number": number}, required=False, min_value=0
        )
        fields[f"use{number}_m2"] = _with_unit(area, "m2")
    return fields


def _regions(edition: Edition, criterion: Criterion) -> Mapping[str, str]:
    """The regions of the tables that the criterion looks into."""
    places = asked_of(edition, criterion, "grid_region")
    keys: Iterable[Any] = (row[column] for table, column in places for row in edition.tables[table].rows)
    return {str(key): name_of(edition, "grid_region", str(key)) for key in dict.fromkeys(keys)}


def _choice(word: str, options: Mapping[str, Any], number: int = 0) -> forms.ChoiceField:
    label = words.SUBJECT_NAMES[word] if number < 2 else _("Typology of use %(number)d") % {"number": number}
    return forms.ChoiceField(
        label=label, required=False, choices=[("", gettext_lazy("not stated")), *options.items()]
    )


def _metric_field(metric: Metric) -> forms.Field:
    label, definition = text(metric.label), text(metric.definition)
    if metric.type == "boolean":
        choices = [("", _("not stated")), (_YES, pgettext("value", "yes")), (_NO, pgettext("value", "no"))]
        return forms.ChoiceField(label=label, required=False, choices=choices, help_text=definition)
    if metric.type == "list":
        several = _("Several numbers are separated by semicolons.")
        field: forms.Field = NumbersField(label=label, required=False, help_text=f"{definition} {several}")
        return _with_unit(field, metric.unit)
    field = NumberField(label=label, required=False, min_value=metric.minimum, max_value=metric.maximum)
    field.help_text = " ".join(filter(None, (definition, _bounds(metric))))
    if metric.above is not None:
        field.validators.append(_Above(metric.above))
    return _with_unit(field, metric.unit)


def _with_unit(field: forms.Field, unit: str) -> forms.Field:
    field.unit = formats.unit(unit)  # type: ignore[attr-defined]  # shown beside the field
    return field


def _bounds(metric: Metric) -> str:
    low = metric.minimum if metric.minimum is not None else metric.above
    if low is not None and metric.maximum is not None:
        limits = {"low": formats.number(low), "high": formats.number(metric.maximum)}
        return _("From %(low)s to %(high)s.") % limits
    if metric.above is not None:
        return _("More than %(low)s.") % {"low": formats.number(metric.above)}
    if metric.minimum is not None:
        return _("At least %(low)s.") % {"low": formats.number(metric.minimum)}
    return (
        _("At most %(high)s.") % {"high": formats.number(metric.maximum)}
        if metric.maximum is not None
        else ""
    )


class _Above:
    """The number is greater than a bound."""

    def __init__(self, bound: float) -> None:
        self.bound = bound

    def __call__(self, value: float) -> None:
        if not value > self.bound:
            words = {"low": formats.number(self.bound)}
            raise ValidationError(_("Enter a number greater than %(low)s.") % words, code="above")
