"""What a back-test is to be about: the base, and whom it is tried on."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from assessments.backtest.policies import nameable_organisations
from assessments.backtest.population import Filters
from assessments.presentation.text import said
from rules.models import Draft, Edition
from rules.selectors import newest_editions
from standard_site.accounts.models import Organisation, User
from standard_site.lib.words import SUBJECTS


class EditionChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django has it without a type
    def label_from_instance(self, obj: Any) -> str:
        return f"{said(obj.title)} ({obj.key}, {obj.digest[:8]})"


class BackTestForm(forms.Form):
    """`edition` is asked for only where there is no draft to test."""

    edition = EditionChoice(None, label=_("Edition to test"), empty_label=None)
    base = EditionChoice(
        None, label=_("Compare with"), empty_label=None, help_text=_("The edition that says what is before.")
    )
    submitted_only = forms.BooleanField(
        label=_("Only what was handed in for review"),
        required=False,
        initial=True,
        help_text=_(
            "Otherwise every design that has a score counts. Of each design the newest score counts."
        ),
    )
    kind = forms.ChoiceField(label=_("Building or community"), required=False)
    typology = forms.ChoiceField(label=_("Typology"), required=False)
    year_from = forms.IntegerField(label=_("Construction starts from"), required=False, min_value=2000)
    year_to = forms.IntegerField(label=_("Construction starts up to"), required=False, max_value=2100)
    organisation: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(
        None, label=_("Organisation"), required=False, empty_label=_("All")
    )

    def __init__(self, user: User, draft: Draft | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        editions = _offered(draft)
        for name in ("edition", "base"):
            cast(EditionChoice, self.fields[name]).queryset = editions
        self.fields["base"].initial = draft.base_id if draft is not None else None
        if draft is not None:
            del self.fields["edition"]
        self._offer_filters(user, editions)

    def _offer_filters(self, user: User, editions: QuerySet[Edition]) -> None:
        kinds = [("", _("Both")), *SUBJECTS.items()]
        cast(forms.ChoiceField, self.fields["kind"]).choices = kinds
        cast(forms.ChoiceField, self.fields["typology"]).choices = [("", _("All")), *_typologies(editions)]
        organisations = nameable_organisations(user).filter(projects__isnull=False).distinct()
        if organisations.exists():
            field = cast("forms.ModelChoiceField[Organisation]", self.fields["organisation"])
            field.queryset = organisations
        else:
            del self.fields["organisation"]

    def clean(self) -> dict[str, Any] | None:
        first, last = self.cleaned_data.get("year_from"), self.cleaned_data.get("year_to")
        if first is not None and last is not None and first > last:
            self.add_error("year_to", _("The last year lies before the first."))
        return super().clean()

    def filters(self) -> Filters:
        given = self.cleaned_data
        organisation = given.get("organisation")
        return Filters(
            kind=given["kind"] or None,
            typology=given["typology"] or None,
            year_from=given["year_from"],
            year_to=given["year_to"],
            organisation=organisation.pk if organisation is not None else None,
            submitted_only=given["submitted_only"],
        )


def _offered(draft: Draft | None) -> QuerySet[Edition]:
    """The newest state of every edition, and the one the draft was made from."""
    own = [draft.base_id] if draft is not None and draft.base_id is not None else []
    return Edition.objects.defer("files").filter(Q(pk__in=newest_editions().values("pk")) | Q(pk__in=own))


def _typologies(editions: QuerySet[Edition]) -> list[tuple[str, str]]:
    """Those of all editions on offer, by their names."""
    found = {
        key: said(typology.label)
        for edition in editions
        for key, typology in edition.loaded().typologies.items()
    }
    return sorted(found.items(), key=lambda entry: entry[1])
