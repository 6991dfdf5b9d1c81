"""The project form: parsing only; whether the values can be is the action's word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from assessments.actions.projects import ProjectValues
from assessments.models import Project, Stage, Works
from assessments.presentation.places import places_shown
from assessments.presentation.text import remedied, said
from rules.models import Edition
from rules.selectors import open_editions
from standard_site.accounts.models import Organisation, User
from standard_site.lib.findings import Finding

ROWS_OFFERED = 4
ROWS_MOST = 20
OPTIONAL_AREAS = ("useful_floor_area_m2", "gross_floor_area_m2", "footprint_m2", "roof_area_m2")
_FIELDS = {"place": "place_key", "edition": "edition_key"}  # a finding's word -> ours, where they differ


def area_field(label: Any, required: bool = False, help_text: Any = "") -> forms.FloatField:
    field = forms.FloatField(label=label, required=required, help_text=help_text)
    field.widget.attrs.update({"min": "0", "step": "any", "inputmode": "decimal"})
    return field


def _offer(field: forms.Field, choices: Sequence[tuple[str, Any]]) -> None:
    cast(forms.ChoiceField, field).choices = choices


class ProjectForm(forms.Form):
    """Everything about a building except its uses, which are rows of their own."""

    organisation: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(
        None, label=_("Organisation"), empty_label=None
    )
    name = forms.CharField(
        label=_("Name"), max_length=200, help_text=_("By which your team knows the building.")
    )
    place_key = forms.ChoiceField(
        label=_("Place"), help_text=_("Decides the weather of the simulation and the grid's carbon factor.")
    )
    edition_key = forms.ChoiceField(
        label=_("Edition of the standard"),
        help_text=_(
            "It is pinned when the project is registered; the project can be moved to a later one, never back."
        ),
    )
    works = forms.ChoiceField(label=_("Works"), choices=Works.choices)
    stage = forms.ChoiceField(label=_("Stage"), choices=Stage.choices)
    construction_start_year = forms.IntegerField(
        label=_("Construction starts in"),
        help_text=_("The calendar year; it decides which year's limits apply."),
    )
    gia_m2 = area_field(
        _("Gross internal area (m²)"),
        required=True,
        help_text=_("Measured inside the external walls, all storeys. The uses below must add up to it."),
    )
    useful_floor_area_m2 = area_field(_("Useful floor area (m²)"))
    gross_floor_area_m2 = area_field(_("Gross floor area, 建筑面积 (m²)"))
    footprint_m2 = area_field(_("Footprint (m²)"))
    roof_area_m2 = area_field(_("Roof area (m²)"))

    def __init__(self, user: User, project: Project | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["place_key"], [(place.key, place.sentence) for place in places_shown()])
        if project is not None:
            del self.fields["organisation"], self.fields["edition_key"]
            return
        self._offer_organisations(user)
        _offer(self.fields["edition_key"], [(row.key, said(row.title)) for row in open_editions()])

    def _offer_organisations(self, user: User) -> None:
        own = user.organisations.order_by("name")
        field = cast("forms.ModelChoiceField[Organisation]", self.fields["organisation"])
        field.queryset = own
        if len(own) == 1:
            field.widget, field.initial = forms.HiddenInput(), own[0].pk

    def values(self, uses: Sequence[dict[str, Any]]) -> ProjectValues:
        data = {key: value for key, value in self.cleaned_data.items() if key != "organisation"}
        return ProjectValues(uses=uses, **data)

    def take_findings(self, findings: Sequence[Finding]) -> None:
        """Put each reason at the field it speaks of; the others stand in the list only."""
        for finding in findings:
            field = _FIELDS.get(finding.where.field or "", finding.where.field)
            if field in self.fields:
                self.add_error(field, remedied(finding))


def area_label(name: str) -> str:
    return str(ProjectForm.base_fields[name].label)


class UseForm(forms.Form):
    typology = forms.ChoiceField(label=_("Typology"), required=False)
    gia_m2 = area_field(_("Area (m² GIA)"))

    def __init__(self, *args: Any, typologies: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["typology"], [("", _("Choose a use")), *typologies])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = self.cleaned_data
        if data.get("typology") and data.get("gia_m2") is None and "gia_m2" not in self.errors:
            self.add_error("gia_m2", _("Enter the area of this use, or clear the row."))
        if not data.get("typology") and data.get("gia_m2") is not None:
            self.add_error("typology", _("Choose what this area is used for, or clear the row."))
        return data


if TYPE_CHECKING:
    _Rows = BaseFormSet[UseForm]
else:
    _Rows = BaseFormSet  # Django's formsets take no type arguments at run time


class UseRows(_Rows):
    """The rows of uses; empty rows count for nothing."""

    def clean(self) -> None:
        if not any(self.errors) and not self.uses():
            raise forms.ValidationError(_("Give at least one use with its area."))

    def uses(self) -> list[dict[str, Any]]:
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data]
        return [{"typology": row["typology"], "gia_m2": row["gia_m2"]} for row in rows if row.get("typology")]


def use_rows(
    editions: Sequence[Edition], data: Any = None, initial: Sequence[dict[str, Any]] = ()
) -> UseRows:
    """The rows of a project's uses, with the typologies of the editions it may be scored under."""
    extra = max(1, ROWS_OFFERED - len(initial))
    kind = formset_factory(UseForm, formset=UseRows, extra=extra, max_num=ROWS_MOST, absolute_max=ROWS_MOST)
    rows = kind(
        data, prefix="uses", initial=list(initial), form_kwargs={"typologies": typologies_of(editions)}
    )
    return cast(UseRows, rows)


def typologies_of(editions: Sequence[Edition]) -> list[tuple[str, str]]:
    """Typologies by key with their names; of several editions every one that any of them knows."""
    named = {
        key: said(kind.label) for edition in editions for key, kind in edition.loaded().typologies.items()
    }
    return list(named.items())
