"""Who is asking."""

from __future__ import annotations

from rest_framework.test import APIClient

from tests.assessments.cast import Cast


def test_me_tells_my_roles_and_organisations(member: APIClient, cast: Cast) -> None:
    me = member.get("/api/v1/me/").json()
    assert (me["email"], me["name"], me["roles"]) == ("member@example.org", "Member", ["architect"])
    assert [(own["id"], own["name"], own["is_owner"]) for own in me["organisations"]] == [
        (cast.practice.pk, "Practice", False)
    ]


def test_only_my_own_organisations_are_listed(member: APIClient, cast: Cast) -> None:
    assert [row["name"] for row in member.get("/api/v1/organisations/").json()["results"]] == ["Practice"]
