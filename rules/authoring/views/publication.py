"""A draft becomes an edition; an edition is corrected or withdrawn."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from rules.actions.drafts import create_draft, save_file
from rules.actions.publication import publish as publish_draft
from rules.actions.publication import withdraw
from rules.authoring.answering import PersonRequest, draft_page, for_editors, for_people
from rules.authoring.forms import CorrigendumForm, PublishForm, WithdrawForm, take_findings
from rules.authoring.overview import Blocker, place_of
from rules.drafting import Dates, blockers, check_draft, dates_of
from rules.heading import HEAD, read_head
from rules.models import Draft, Edition, EditionLife
from rules.policies import can_withdraw
from rules.refusal import NotAllowed, Refused
from rules.rewriting import set_values
from rules.selectors import corrections_of, events_of, life_of, newest_editions
from standard_site.accounts.models import Role


@for_editors
def publish(request: PersonRequest, draft: Draft) -> HttpResponse:
    """What will happen, what stands in the way, and the word that makes it so."""
    own, _findings = dates_of(draft.texts())
    initial = {"effective_from": own.effective_from, "registration_opens": own.registration_opens}
    form = PublishForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        days = (data["effective_from"], data["registration_opens"], data["old_registration_closes"])
        try:
            edition = publish_draft(request.user, draft, *days)
        except Refused as refused:
            take_findings(form, refused)
        else:
            messages.success(request, _("%(key)s is published.") % {"key": edition.key})
            return redirect("rules:edition", edition.key)
    context = {"form": form, **_what_will_happen(draft)}
    return draft_page(request, "authoring/publish.html", draft, context, 422 if form.errors else 200)


def _what_will_happen(draft: Draft) -> dict[str, Any]:
    head = read_head(draft.texts())
    superseded = head.get("supersedes")
    old = (
        EditionLife.objects.filter(edition__key=superseded).select_related("edition").first()
        if superseded
        else None
    )
    corrigendum = head.get("corrigendum")
    own, _findings = dates_of(draft.texts())
    days = Dates(own.effective_from, own.registration_opens)
    standing = [
        one for one in blockers(draft, days) if one.code != "effective-from-missing"
    ]  # asked on this very page
    return {
        "blockers": [Blocker(finding, place_of(draft, finding)) for finding in standing],
        "superseded": superseded,
        "old": old,
        "corrects": corrigendum.get("corrects") if isinstance(corrigendum, dict) else None,
        "digest": check_draft(draft).digest,
    }


@for_people
def edition(request: PersonRequest, key: str) -> HttpResponse:
    """The life of a published edition: corrected by a new draft, or withdrawn."""
    found = get_object_or_404(newest_editions(), key=key)
    may_withdraw = can_withdraw(request.user, found)
    is_author = request.user.has_role(Role.STANDARD_AUTHOR)
    if not is_author and not may_withdraw:
        raise NotAllowed
    pressed = request.POST.get("do")
    correcting = CorrigendumForm(request.user, request.POST if pressed == "correct" else None)
    withdrawing = WithdrawForm(request.POST if pressed == "withdraw" else None)
    done = _carry_out(request, found, correcting, withdrawing)
    if done is not None:
        return done
    context = {
        "edition": found,
        "life": life_of(found),
        "events": events_of(found),
        "corrections": corrections_of(found),
        "correcting": correcting,
        "withdrawing": withdrawing,
        "may_withdraw": may_withdraw,
        "may_correct": is_author and bool(request.user.organisation_ids) and found.is_published,
    }
    status = 422 if correcting.errors or withdrawing.errors else 200
    return render(request, "authoring/edition.html", context, status=status)


def _carry_out(
    request: PersonRequest, found: Edition, correcting: CorrigendumForm, withdrawing: WithdrawForm
) -> HttpResponse | None:
    if correcting.is_bound and correcting.is_valid():
        try:
            draft = _corrigendum(request, found, correcting.cleaned_data)
        except Refused as refused:
            take_findings(correcting, refused)
            return None
        messages.success(
            request, _("The corrigendum was begun with the content of %(key)s.") % {"key": found.key}
        )
        return redirect("authoring:draft", draft.pk)
    if withdrawing.is_bound and withdrawing.is_valid():
        data = withdrawing.cleaned_data
        withdraw(request.user, found, {"en": data["reason_en"], "zh-hans": data["reason_zh"]})
        messages.success(request, _("The edition was withdrawn. Everybody can read why."))
        return redirect("authoring:edition", found.key)
    return None


def _corrigendum(request: PersonRequest, found: Edition, data: dict[str, Any]) -> Draft:
    """A draft with the edition's content that names what it corrects."""
    base = Edition.objects.get(pk=found.pk)
    draft = create_draft(request.user, data["organisation"], data["key"], base)
    file = draft.files.get(path=HEAD)
    note = {"en": data["note_en"], "zh-hans": data["note_zh"]}
    text = set_values(file.text, {("corrigendum",): {"corrects": found.key, "note": note}})
    save_file(
        request.user, draft, HEAD, text, file.version, _("Corrigendum to %(key)s begun") % {"key": found.key}
    )
    return draft
