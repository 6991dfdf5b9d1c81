"""Letters about organisations. A stranger's language is not known, so they come in both."""

from __future__ import annotations

from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from standard_site.accounts.models import Invitation


def invitation_url(invitation: Invitation) -> str:
    """The full address of the page that answers an invitation, in the current language."""
    return urljoin(str(settings.SITE_URL), reverse("accounts:invitation", args=[invitation.token]))


def send_invitation(invitation: Invitation) -> None:
    subjects, bodies = [], []
    for language, _name in settings.LANGUAGES:
        with override(language):
            subjects.append(_("Invitation to %(organisation)s") % {"organisation": invitation.organisation})
            context = {"invitation": invitation, "url": invitation_url(invitation)}
            bodies.append(render_to_string("accounts/email/invitation.txt", context).strip())
    body = "\n\n— — —\n\n".join(bodies) + "\n"
    send_mail(" / ".join(subjects), body, settings.DEFAULT_FROM_EMAIL, [invitation.email])
