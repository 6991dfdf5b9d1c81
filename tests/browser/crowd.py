"""What an author's journey needs of the running service: a second author, a guest, and a thousand scored submissions.

`python -m tests.browser.crowd AUTHOR GUEST PASSWORD`, in the service's environment.
"""

from __future__ import annotations

import os
import sys

import django

SIZE = 1000


def main(author: str, guest: str, password: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "standard_site.settings")
    django.setup()
    _people(author, guest, password)
    _submissions()


def _people(author: str, guest: str, password: str) -> None:
    from allauth.account.models import EmailAddress  # noqa: PLC0415 -- after the settings

    from assessments.demo import AUTHORITY  # noqa: PLC0415
    from standard_site.accounts.models import Membership, Organisation, Role, RoleGrant, User  # noqa: PLC0415

    for email in (author, guest):
        user = User.objects.create_user(email, password)
        EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
        if email == author:
            RoleGrant.objects.create(user=user, role=Role.STANDARD_AUTHOR)
            Membership.objects.create(user=user, organisation=Organisation.objects.get(name=AUTHORITY))


def _submissions() -> None:
    """Accepted long ago, so that nobody's queue of reviews is full of them."""
    from assessments.models import Submission, SubmissionStatus  # noqa: PLC0415
    from rules.selectors import newest_edition  # noqa: PLC0415
    from tests.assessments.populations import make_population  # noqa: PLC0415

    cards = make_population(SIZE, newest_edition())
    made = Submission.objects.filter(assessment__in=[card.assessment_id for card in cards])
    made.update(status=SubmissionStatus.ACCEPTED)


if __name__ == "__main__":
    main(*sys.argv[1:])
