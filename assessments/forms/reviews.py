"""What architect and assessor write in a review."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import Verdict

WORDS_MOST = 10_000


def words_field(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=WORDS_MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class SubmitForm(forms.Form):
    note = words_field(
        _("Note to the assessor"), _("What this round is about, or how the queries were answered.")
    )


class DecisionForm(forms.Form):
    verdict = forms.ChoiceField(
        label=_("Decision"),
        choices=Verdict.choices,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )
    reason = words_field(
        _("Reason"), _("Needed for a query or a rejection: what should the architect show or change?")
    )


class ConclusionForm(forms.Form):
    conclusion = words_field(_("Conclusion"), _("Shown to the architects with the outcome of this round."))
