"""Who may see what of a back-test.

A back-test shows other people's projects, so it is for standard authors alone, and of a draft for those who may read the draft.
To them a project is a row without a name: number, typology, year, outcomes, credits and limits. Its name, organisation and the
values it was judged by are for the members of its organisation and for operators.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from assessments.backtest.models import BackTest
from assessments.models import Assessment
from rules.models import Draft, Edition
from rules.policies import can_read_draft
from rules.selectors import visible_drafts
from standard_site.accounts.models import Organisation, Role, User


def can_back_test(user: User, tested: Draft | Edition) -> bool:
    if not user.has_role(Role.STANDARD_AUTHOR):
        return False
    return isinstance(tested, Edition) or can_read_draft(user, tested)


def visible_back_tests(user: User) -> QuerySet[BackTest]:
    """Those of editions, of the author's own drafts, and of drafts in consultation; for nobody but standard authors."""
    if not user.has_role(Role.STANDARD_AUTHOR):
        return BackTest.objects.none()
    return BackTest.objects.filter(Q(draft=None) | Q(draft__in=visible_drafts(user).values("pk")))


def sees_names(user: User, assessment: Assessment) -> bool:
    """Whether a person may see whose project it is; `assessment` comes with its project."""
    return user.has_role(Role.OPERATOR) or assessment.design.project.organisation_id in user.organisation_ids


def nameable_organisations(user: User) -> QuerySet[Organisation]:
    """The organisations a population may be narrowed to: whoever may not see a name cannot ask by it either."""
    if user.has_role(Role.OPERATOR):
        return Organisation.objects.order_by("name")
    return user.organisations.order_by("name")
