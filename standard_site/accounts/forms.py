"""The forms of sign-up, profile and organisations."""

from __future__ import annotations

from typing import Any

from allauth.core import context
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from standard_site.accounts import actions, selectors
from standard_site.accounts.models import Invitation, Organisation, Role, User

INVITATION_SESSION_KEY = "invitation"


class OrganisationForm(forms.Form):
    name = forms.CharField(label=_("Name of the organisation"), max_length=200)


class SignupForm(forms.Form):
    """What sign-up asks beside address and password: a name, and an organisation unless an invitation names one."""

    name = forms.CharField(
        label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    organisation_name = forms.CharField(
        label=_("Organisation"),
        max_length=200,
        help_text=_(
            "A new organisation is made, with you as its owner. To join one that exists, use its invitation link."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    field_order = ["email", "name", "organisation_name", "password1", "password2"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = _open_invitation(context.request)
        if self.invitation is not None:
            del self.fields["organisation_name"]
            self.initial["email"] = self.invitation.email

    def clean_organisation_name(self) -> str:
        name: str = self.cleaned_data["organisation_name"]
        if Organisation.objects.filter(name__iexact=name).exists():
            message = _("An organisation of this name exists. Ask one of its owners for an invitation.")
            raise forms.ValidationError(message, code="organisation-exists")
        return name

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        email = str(self.cleaned_data.get("email", ""))
        if self.invitation is not None and email and email.lower() != self.invitation.email.lower():
            self.add_error("email", _("The invitation was sent to another e-mail address. Use that address."))
        return cleaned

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called once the account exists; what can still fail leaves it without an organisation, and says so."""
        token = self.invitation.token if self.invitation else ""
        name, organisation_name = self.cleaned_data["name"], self.cleaned_data.get("organisation_name", "")
        try:
            actions.register(user, name, organisation_name, token)
        except actions.Refused as refused:
            actions.register(user, name)
            messages.warning(request, str(refused))
        request.session.pop(INVITATION_SESSION_KEY, None)


def _open_invitation(request: HttpRequest | None) -> Invitation | None:
    token = request.session.get(INVITATION_SESSION_KEY) if request is not None else None
    invitation = selectors.invitation_by_token(token) if token else None
    return invitation if invitation is not None and invitation.is_open else None


class ProfileForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("Used for the first page you open and for e-mails to you."),
    )


class InvitationForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices)


class PeopleSearchForm(forms.Form):
    q = forms.CharField(label=_("Name, address or organisation"), max_length=200, required=False)
