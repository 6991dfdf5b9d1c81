"""Letters about consultations. A guest's language is not known, so they come in both."""

from __future__ import annotations

from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from rules.models import ConsultationGuest


def send_guest_invitation(guest: ConsultationGuest) -> None:
    """Ask for an opinion; the letter names the draft, the day and the address to sign in with."""
    subjects, bodies = [], []
    for language, _name in settings.LANGUAGES:
        with override(language):
            subjects.append(_("Consultation on %(edition)s") % {"edition": guest.draft.key})
            url = urljoin(str(settings.SITE_URL), reverse("authoring:read", args=[guest.draft_id]))
            context = {"guest": guest, "draft": guest.draft, "url": url}
            bodies.append(render_to_string("rules/email/consultation.txt", context).strip())
    body = "\n\n— — —\n\n".join(bodies) + "\n"
    send_mail(" / ".join(subjects), body, settings.DEFAULT_FROM_EMAIL, [guest.email])
