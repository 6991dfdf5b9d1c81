"""The forms of a data set of factors: parsing only; whether it can be is the action's word."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.actions.designs import Upload
from assessments.carbon.units import Unit
from assessments.factor_libraries.bringing import DatasetGiven
from standard_site.accounts.models import Organisation, User
from standard_site.accounts.selectors import organisations_of


class DatasetUploadForm(forms.Form):
    """A file of factors with its name; ILCD+EPD needs its unit said."""

    organisation: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(
        None, label=_("Organisation"), empty_label=None
    )
    key = forms.CharField(
        label=_("Key"),
        max_length=40,
        help_text=_(
            "Small letters, digits and dashes; the key of a data set that is there makes a further version of it."
        ),
    )
    title = forms.CharField(label=_("Title"), max_length=200)
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        help_text=_("CSV of the template, ILCD+EPD (XML of the process) or openEPD (JSON)."),
    )
    unit = forms.ChoiceField(
        label=_("Declared unit"),
        required=False,
        help_text=_("For ILCD+EPD only: what its declared unit is counted in, which the file does not say."),
    )

    def __init__(self, person: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = cast("forms.ModelChoiceField[Organisation]", self.fields["organisation"])
        chosen.queryset = organisations_of(person)
        units = [(unit.value, unit.value) for unit in Unit]
        cast(forms.ChoiceField, self.fields["unit"]).choices = [("", _("said in the file")), *units]
        self.fields["file"].widget.attrs["accept"] = ".csv,.xml,.json"

    def given(self) -> DatasetGiven:
        values = self.cleaned_data
        file = values["file"]
        return DatasetGiven(
            key=values["key"],
            title=values["title"],
            file=Upload(str(file.name), file.chunks()),
            unit=Unit(values["unit"]) if values["unit"] else None,
        )
