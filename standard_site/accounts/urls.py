"""Addresses of people and organisations."""

from django.urls import path

from standard_site.accounts import views

app_name = "accounts"
ORGANISATION = "organisations/<int:pk>/"

urlpatterns = [
    path("", views.people, name="people"),
    path("<int:pk>/roles/grant/", views.change_role, {"change": "grant"}, name="grant-role"),
    path("<int:pk>/roles/revoke/", views.change_role, {"change": "revoke"}, name="revoke-role"),
    path("me/", views.profile, name="profile"),
    path("me/token/", views.create_token, name="create-token"),
    path("me/token/revoke/", views.revoke_token, name="revoke-token"),
    path("organisations/new/", views.new_organisation, name="new-organisation"),
    path(ORGANISATION, views.organisation, name="organisation"),
    path(f"{ORGANISATION}rename/", views.rename, name="rename"),
    path(f"{ORGANISATION}invite/", views.invite, name="invite"),
    path(
        f"{ORGANISATION}invitations/<uuid:invitation_id>/withdraw/",
        views.withdraw_invitation,
        name="withdraw-invitation",
    ),
    path(f"{ORGANISATION}members/<int:membership_id>/remove/", views.remove_member, name="remove-member"),
    path(f"{ORGANISATION}members/<int:membership_id>/owner/", views.set_owner, name="set-owner"),
    path("invitations/<str:token>/", views.invitation, name="invitation"),
]
