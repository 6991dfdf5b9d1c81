"""Consultation: opened until a day, read by guests, commented criterion by criterion, answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rules import reading
from rules.actions import consultation as actions
from rules.authoring.answering import PersonRequest, draft_page, for_editors, for_readers
from rules.authoring.forms import ConsultationForm, GuestForm, take_findings
from rules.drafting import load_files
from rules.engine.schema import SCENARIOS
from rules.models import Comment, CommentState, Draft
from rules.policies import can_comment, can_edit_draft
from rules.refusal import Refused
from rules.selectors import comment_counts, comments_of
from standard_site.lib.findings import Finding


@for_editors
def manage(request: PersonRequest, draft: Draft) -> HttpResponse:
    """Opening and closing, guests, and every comment."""
    opening = ConsultationForm(initial={"closes_on": draft.consultation_closes_on})
    inviting = GuestForm()
    findings: tuple[Finding, ...] = ()
    if request.method == "POST":
        opening, inviting = _bound(request, opening, inviting)
        try:
            done = _carry_out(request, draft, opening, inviting)
        except Refused as refused:
            findings = refused.findings
        else:
            if done:
                messages.success(request, done)
                return redirect("authoring:consultation", draft.pk)
    context = {
        "opening": opening,
        "inviting": inviting,
        "findings": findings,
        "guests": draft.guests.select_related("invited_by"),
        "comments": comments_of(draft),
        "waiting": draft.comments.filter(state=CommentState.OPEN).count(),
    }
    status = 422 if findings or opening.errors or inviting.errors else 200
    return draft_page(request, "authoring/consultation.html", draft, context, status)


def _bound(
    request: PersonRequest, opening: ConsultationForm, inviting: GuestForm
) -> tuple[ConsultationForm, GuestForm]:
    pressed = request.POST.get("do")
    if pressed == "open":
        return ConsultationForm(request.POST), inviting
    return (opening, GuestForm(request.POST)) if pressed == "invite" else (opening, inviting)


def _carry_out(request: PersonRequest, draft: Draft, opening: forms.Form, inviting: forms.Form) -> str:
    """Does what the pressed button says; the words to show, "" when a form has to be looked at again."""
    pressed = request.POST.get("do")
    if pressed == "open" and opening.is_valid():
        actions.open_consultation(request.user, draft, opening.cleaned_data["closes_on"])
        return _("The consultation is open.")
    if pressed == "close":
        actions.close_consultation(request.user, draft)
        return _("The consultation is closed. Comments can still be answered.")
    if pressed == "invite" and inviting.is_valid():
        email = inviting.cleaned_data["email"]
        try:
            actions.invite_guest(request.user, draft, email)
        except Refused as refused:
            take_findings(inviting, refused)
            return ""
        return _("%(email)s was invited.") % {"email": email}
    if pressed == "withdraw":
        actions.withdraw_guest(request.user, draft, request.POST.get("email", ""))
        return _("The invitation was withdrawn.")
    return ""


@require_safe
@for_readers
def read(request: PersonRequest, draft: Draft) -> HttpResponse:
    """The draft as a reader sees it, with the comments on the whole."""
    loaded = load_files(draft.texts()).edition
    counts = comment_counts(draft)
    groups = [
        (key, [(one, counts.get(one.key, {})) for one in loaded.criteria if one.scenario == key])
        for key in (*SCENARIOS, "all")
    ] if loaded is not None else []  # fmt: skip
    context = {"loaded": loaded, "scenarios": groups, **_discussion(request, draft, "")}
    return draft_page(request, "authoring/read.html", draft, context)


@require_safe
@for_readers
def read_criterion(request: PersonRequest, draft: Draft, key: str) -> HttpResponse:
    loaded = load_files(draft.texts()).edition
    criterion = next((one for one in loaded.criteria if one.key == key), None) if loaded is not None else None
    if loaded is None or criterion is None:
        raise Http404
    shown = [
        {
            "requirement": one,
            "formula": reading.formula(loaded, one.value.expression),
            "limit": reading.formula(loaded, one.limit) if one.limit is not None else None,
            "steps": [(reading.formula(loaded, step.limit), step.credits) for step in one.steps],
            "applies": reading.formula(loaded, one.applies_when) if one.applies_when is not None else None,
        }
        for one in criterion.requirements
    ]
    context = {
        "criterion": criterion,
        "formula": reading.formula(loaded, criterion.value.expression),
        "applies": reading.formula(loaded, criterion.applies_when) if criterion.applies_when else None,
        "requirements": shown,
        **_discussion(request, draft, key),
    }
    return draft_page(request, "authoring/read_criterion.html", draft, context)


def _discussion(request: PersonRequest, draft: Draft, key: str) -> dict[str, Any]:
    return {
        "comments": comments_of(draft).filter(criterion_key=key),
        "criterion_key": key,
        "may_comment": can_comment(request.user, draft),
        "may_answer": can_edit_draft(request.user, draft),
    }


@require_POST
@for_readers
def comment(request: PersonRequest, draft: Draft) -> HttpResponse:
    key = request.POST.get("criterion", "")
    actions.comment(request.user, draft, key, request.POST.get("text", ""))
    messages.success(request, _("Your comment was taken."))
    return _back(request, draft, key)


@require_POST
@for_readers
def answer(request: PersonRequest, draft: Draft, comment: int) -> HttpResponse:
    """A reply, or the end of a thread."""
    found = get_object_or_404(Comment.objects.filter(draft=draft), pk=comment)
    if request.POST.get("do") == "close":
        actions.close_comment(request.user, found)
        messages.success(request, _("The comment is closed."))
    else:
        actions.reply(request.user, found, request.POST.get("text", ""))
        messages.success(request, _("Your reply was taken."))
    return _back(request, draft, found.criterion_key)


def _back(request: PersonRequest, draft: Draft, key: str) -> HttpResponse:
    """To the page of ours on which it was written."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return redirect(wanted)
    address: Callable[..., str] = reverse
    if key:
        return redirect(address("authoring:read-criterion", args=[draft.pk, key]) + "#comments")
    return redirect(address("authoring:read", args=[draft.pk]) + "#comments")
