"""Pages of people and organisations."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, translate_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST
from rest_framework.authtoken.models import Token

from standard_site.accounts import actions, policies, selectors
from standard_site.accounts.forms import (
    INVITATION_SESSION_KEY,
    InvitationForm,
    OrganisationForm,
    PeopleSearchForm,
    ProfileForm,
    RoleForm,
)
from standard_site.accounts.mail import invitation_url
from standard_site.accounts.models import Invitation, Membership, Organisation, Role, User

PEOPLE_PER_PAGE = 20


class MemberRequest(HttpRequest):
    """A request behind `login_required`."""

    user: User  # the decorator has turned everybody else away


# --- one's own account ----------------------------------------------------------------------------
@login_required
def profile(request: MemberRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, initial=_profile_values(request))
    if request.method == "POST" and form.is_valid():
        actions.update_profile(request.user, **form.cleaned_data)
        messages.success(request, _("Your profile has been saved."))
        return _redirect_in(reverse("accounts:profile"), form.cleaned_data["language"])
    return render(request, "accounts/profile.html", {"form": form, "token": _token_of(request.user)})


@login_required
@require_POST
@never_cache
@sensitive_variables("key")
def create_token(request: MemberRequest) -> HttpResponse:
    """The token is shown in this one answer and kept nowhere the pages could show it again."""
    key = actions.create_token(request.user)
    form = ProfileForm(initial=_profile_values(request))
    return render(
        request, "accounts/profile.html", {"form": form, "token": _token_of(request.user), "new_token": key}
    )


@login_required
@require_POST
def revoke_token(request: MemberRequest) -> HttpResponse:
    actions.revoke_token(request.user)
    messages.success(request, _("The API token no longer works."))
    return redirect("accounts:profile")


def _profile_values(request: MemberRequest) -> dict[str, str]:
    return {"name": request.user.name, "language": request.user.language or request.LANGUAGE_CODE}


def _token_of(person: User) -> Token | None:
    return Token.objects.filter(user=person).defer("key").first()


def _redirect_in(path: str, language: str) -> HttpResponse:
    response = redirect(translate_url(path, language))
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, secure=settings.HTTPS, samesite="Lax")
    return response


# --- organisations --------------------------------------------------------------------------------
@login_required
def new_organisation(request: MemberRequest) -> HttpResponse:
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            organisation = actions.create_organisation(request.user, form.cleaned_data["name"])
        except actions.Refused as refused:
            form.add_error("name", str(refused))
        else:
            return redirect("accounts:organisation", organisation.pk)
    return render(request, "accounts/organisation_new.html", {"form": form})


@login_required
def organisation(request: MemberRequest, pk: int) -> HttpResponse:
    return _organisation_page(request, _visible(request, pk))


@login_required
@require_POST
def rename(request: MemberRequest, pk: int) -> HttpResponse:
    organisation = _visible(request, pk)
    form = OrganisationForm(request.POST)
    if not form.is_valid():
        return _organisation_page(request, organisation, rename_form=form)
    return _answer(
        request,
        pk,
        lambda: actions.rename_organisation(request.user, organisation, form.cleaned_data["name"]),
        _("The organisation has been renamed."),
    )


@login_required
@require_POST
def invite(request: MemberRequest, pk: int) -> HttpResponse:
    organisation = _visible(request, pk)
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _organisation_page(request, organisation, invitation_form=form)
    email = form.cleaned_data["email"]
    return _answer(
        request,
        pk,
        lambda: actions.invite(request.user, organisation, email),
        _("An invitation is on its way to %(email)s.") % {"email": email},
    )


@login_required
@require_POST
def withdraw_invitation(request: MemberRequest, pk: int, invitation_id: str) -> HttpResponse:
    invitation = get_object_or_404(_visible(request, pk).invitations, pk=invitation_id)
    return _answer(
        request,
        pk,
        lambda: actions.withdraw_invitation(request.user, invitation),
        _("The invitation has been withdrawn."),
    )


@login_required
@require_POST
def remove_member(request: MemberRequest, pk: int, membership_id: int) -> HttpResponse:
    membership = _membership(request, pk, membership_id)
    leaving = membership.user_id == request.user.pk
    done = _("You have left the organisation.") if leaving else _("The member has been removed.")
    return _answer(request, pk, lambda: actions.remove_member(request.user, membership), done)


@login_required
@require_POST
def set_owner(request: MemberRequest, pk: int, membership_id: int) -> HttpResponse:
    membership = _membership(request, pk, membership_id)
    wanted = request.POST.get("is_owner") == "yes"
    return _answer(
        request,
        pk,
        lambda: actions.set_owner(request.user, membership, wanted),
        _("The member is an owner now.") if wanted else _("The member is no longer an owner."),
    )


def _visible(request: MemberRequest, pk: int) -> Organisation:
    """Who may not see an organisation is not told that it exists."""
    return get_object_or_404(selectors.visible_organisations(request.user), pk=pk)


def _membership(request: MemberRequest, pk: int, membership_id: int) -> Membership:
    return get_object_or_404(selectors.members_of(_visible(request, pk)), pk=membership_id)


def _answer(request: MemberRequest, pk: int, change: Callable[[], object], done: str) -> HttpResponse:
    """Do it, say how it went, and go back to where the person may still be."""
    try:
        change()
    except actions.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    still_there = selectors.visible_organisations(request.user).filter(pk=pk).exists()
    return redirect("accounts:organisation", pk) if still_there else redirect("accounts:profile")


def _organisation_page(
    request: MemberRequest,
    organisation: Organisation,
    rename_form: OrganisationForm | None = None,
    invitation_form: InvitationForm | None = None,
) -> HttpResponse:
    is_owner = policies.owns(request.user, organisation)
    invitations = selectors.open_invitations(organisation) if is_owner else []
    context = {
        "organisation": organisation,
        "is_owner": is_owner,
        "members": selectors.members_of(organisation),
        "invitations": [(invitation, invitation_url(invitation)) for invitation in invitations],
        "rename_form": rename_form
        or OrganisationForm(initial={"name": organisation.name}, auto_id="rename_%s"),
        "invitation_form": invitation_form or InvitationForm(),
    }
    return render(
        request, "accounts/organisation.html", context, status=400 if rename_form or invitation_form else 200
    )


# --- invitations ----------------------------------------------------------------------------------
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What an invitation says; accepting it takes a form, so that a link preview cannot."""
    found = selectors.invitation_by_token(token)
    if found is None:
        raise Http404
    if request.method == "POST":
        return _accept(request, found)
    if not request.user.is_authenticated:
        request.session[INVITATION_SESSION_KEY] = token
    for_another = request.user.is_authenticated and request.user.email.lower() != found.email.lower()
    return render(request, "accounts/invitation.html", {"invitation": found, "for_another": for_another})


def _accept(request: HttpRequest, found: Invitation) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    try:
        organisation = actions.accept_invitation(request.user, found.token)
    except actions.Refused as refused:
        messages.error(request, str(refused))
        return redirect("accounts:invitation", found.token)
    messages.success(request, _("You are now a member of %(organisation)s.") % {"organisation": organisation})
    return redirect("accounts:organisation", organisation.pk)


# --- the operator's people ------------------------------------------------------------------------
@login_required
def people(request: MemberRequest) -> HttpResponse:
    _require_operator(request)
    form = PeopleSearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    page = Paginator(selectors.find_people(words), PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "accounts/people.html", {"page": page, "form": form, "roles": Role.choices, "words": words}
    )


@login_required
@require_POST
def change_role(request: MemberRequest, pk: int, change: str) -> HttpResponse:
    _require_operator(request)
    person, form = get_object_or_404(User, pk=pk), RoleForm(request.POST)
    if not form.is_valid():
        raise Http404
    act = {"grant": actions.grant_role, "revoke": actions.revoke_role}[change]
    try:
        act(request.user, person, form.cleaned_data["role"])
    except actions.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The roles of %(person)s have been changed.") % {"person": person})
    return redirect(f"{reverse('accounts:people')}?{request.GET.urlencode()}")


def _require_operator(request: MemberRequest) -> None:
    if not policies.may_manage_people(request.user):
        raise PermissionDenied
