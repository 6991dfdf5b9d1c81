"""What one may ask of a list of changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.presentation.preparation import ChangeFilter, StepShown, types_of


class ChangeSearch(forms.Form):
    """Step, type of object and a word; what is not understood asks for nothing."""

    step = forms.ChoiceField(label=_("Step"), required=False)
    type = forms.ChoiceField(label=_("Type of object"), required=False)
    word = forms.CharField(
        label=_("Word in it"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )

    def __init__(self, steps: Sequence[StepShown], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(step.key, step.title) for step in steps]
        types = [(name, name) for name in types_of(steps)]
        cast(forms.ChoiceField, self.fields["step"]).choices = [("", _("All steps")), *named]
        cast(forms.ChoiceField, self.fields["type"]).choices = [("", _("All types")), *types]

    def wanted(self) -> ChangeFilter:
        return ChangeFilter(**self.cleaned_data) if self.is_valid() else ChangeFilter()
