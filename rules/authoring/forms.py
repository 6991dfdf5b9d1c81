"""What the small forms of the workspace ask: parsing only; whether it can be is the action's word."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rules.authoring.entry_layouts import TABLE_USES
from rules.models import Edition
from rules.refusal import Conflict, Refused
from standard_site.accounts.models import Organisation, User
from standard_site.lib import words
from standard_site.lib.findings import Finding

KEY = RegexValidator(
    r"^[a-z][a-z0-9]*([_-][a-z0-9]+)*$",
    _("Lower-case letters and digits joined by - or _, beginning with a letter."),
)
WORDS_MOST = 10_000


def key_field(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=80, validators=[KEY], help_text=help_text)


def reason_field(required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=_("Reason for the change"),
        max_length=500,
        required=required,
        help_text=_("One sentence for the history."),
    )


def date_field(label: Any, required: bool = False, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, required=required, help_text=help_text, widget=widget, input_formats=["%Y-%m-%d"]
    )


def said(finding: Finding) -> str:
    """What is wrong and what to do about it, in the reader's language."""
    language = get_language() or "en"
    return f"{finding.message[language]} {finding.remedy[language]}"


def take_findings(form: forms.BaseForm, refusal: Refused | Conflict) -> None:
    """Each reason of a refusal at the field it speaks of."""
    found = refusal.findings if isinstance(refusal, Refused) else (refusal.finding,)
    for finding in found:
        field = finding.where.field
        form.add_error(field if field in form.fields else None, said(finding))


class _WithOrganisation(forms.Form):
    organisation: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(
        None, label=_("Organisation"), empty_label=None
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = user.organisations.order_by("name")
        field = cast("forms.ModelChoiceField[Organisation]", self.fields["organisation"])
        field.queryset = own
        if len(own) == 1:
            field.widget, field.initial = forms.HiddenInput(), own[0].pk


class NewDraftForm(_WithOrganisation):
    """A draft that starts with the content of an edition."""

    base = forms.ChoiceField(label=_("Start from the edition"))
    key = key_field(
        _("Key of the new edition"), _("By which it will be known for ever, for example island-2027-r1.")
    )
    field_order = ("base", "key", "organisation")

    def __init__(self, user: User, editions: list[Edition], *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        language = get_language() or "en"
        offered = [(row.key, f"{row.key} · {row.title.get(language, '')}"[:110]) for row in editions]
        cast(forms.ChoiceField, self.fields["base"]).choices = offered


class ImportForm(_WithOrganisation):
    """A draft from the folder of an edition, packed."""

    archive = forms.FileField(
        label=_("ZIP file of the edition's folder"),
        help_text=_("With edition.yaml at its top. It need not be free of mistakes."),
    )
    key = forms.CharField(
        label=_("Key of the new edition"),
        max_length=80,
        required=False,
        validators=[KEY],
        help_text=_("Without one that of its edition.yaml is taken."),
    )
    field_order = ("archive", "key", "organisation")


class CorrigendumForm(_WithOrganisation):
    """A new draft that names the edition it corrects."""

    key = key_field(_("Key of the new edition"))
    note_en = forms.CharField(
        label=_("What is corrected · English"), widget=forms.Textarea(attrs={"rows": 3})
    )
    note_zh = forms.CharField(
        label=_("What is corrected · 简体中文"), widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order = ("key", "note_en", "note_zh", "organisation")


class WithdrawForm(forms.Form):
    reason_en = forms.CharField(
        label=_("Reason · English"), max_length=WORDS_MOST, widget=forms.Textarea(attrs={"rows": 3})
    )
    reason_zh = forms.CharField(
        label=_("Reason · 简体中文"), max_length=WORDS_MOST, widget=forms.Textarea(attrs={"rows": 3})
    )


class NewCriterionForm(forms.Form):
    key = key_field(_("Key"), _("The name of its file and its address, for example b16-shading."))
    code = forms.CharField(
        label=_("Code"),
        max_length=3,
        validators=[RegexValidator(r"^[A-Z][0-9]{2}$", _("A capital letter and two digits, like B16."))],
    )
    scenario = forms.ChoiceField(
        label=_("Scenario"), choices=[*words.SCENARIOS.items(), ("all", _("The community as a whole"))]
    )
    subject = forms.ChoiceField(label=_("For"), choices=list(words.SUBJECTS.items()))
    title_en = forms.CharField(label=_("Title · English"), max_length=200)
    title_zh = forms.CharField(label=_("Title · 简体中文"), max_length=200)
    reason = reason_field()


class NewEntryForm(forms.Form):
    key = key_field(_("Key of the new entry"))


class NewTableForm(forms.Form):
    key = key_field(_("Key"), _("By which formulas look it up, for example shading_limits."))
    title_en = forms.CharField(label=_("Title · English"), max_length=200)
    title_zh = forms.CharField(label=_("Title · 简体中文"), max_length=200)
    use = forms.ChoiceField(label=_("Used for"), choices=list(TABLE_USES.items()))
    keys = forms.CharField(
        label=_("Columns it is looked up by"),
        initial="series, works, year",
        help_text=_(
            "Separated by commas. “series” is found by the typology; “works” tells new buildings from retrofits."
        ),
    )
    value = key_field(
        _("Column with the number"), _("With its unit in the name, for example limit_kgco2e_per_m2.")
    )
    unit = forms.CharField(label=_("Unit of the number"), max_length=40)
    reason = reason_field()

    def clean_keys(self) -> list[str]:
        keys = [
            word.strip()
            for word in str(self.cleaned_data["keys"]).replace("，", ",").split(",")
            if word.strip()
        ]
        for key in keys:
            KEY(key)
        if not keys:
            raise forms.ValidationError(_("Name at least one column."))
        return keys


class ConsultationForm(forms.Form):
    closes_on = date_field(
        _("Open until"), required=True, help_text=_("The last day on which comments are taken.")
    )


class GuestForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"))


class PublishForm(forms.Form):
    effective_from = date_field(_("In force from"), required=True)
    registration_opens = date_field(
        _("Registration opens on"),
        help_text=_(
            "From this day projects can be registered under it. Without a day: when it comes into force."
        ),
    )
    old_registration_closes = date_field(
        _("Registration under the old edition closes on"),
        help_text=_("Its last day. Without one: the day before registration under the new edition opens."),
    )
    understood = forms.BooleanField(label=_("I understand that a published edition can never be changed."))
