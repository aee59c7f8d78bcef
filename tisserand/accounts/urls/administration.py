"""Addresses of administration."""

from django.urls import path

from tisserand.accounts.views import departures, invitations, members, organisation, teams

urlpatterns = [
    path("administration/", members.member_list, name="member_list"),
    path("administration/membres/<uuid:user_id>/", members.member_detail, name="member_detail"),
    path("administration/membres/<uuid:user_id>/role/", members.membership_give, name="membership_give"),
    path("administration/membres/<uuid:user_id>/fermer/", members.member_close, name="member_close"),
    path("administration/membres/<uuid:user_id>/rouvrir/", members.member_reopen, name="member_reopen"),
    path(
        "administration/membres/<uuid:user_id>/double-verification/",
        members.second_factor_reset,
        name="second_factor_reset",
    ),
    path("administration/roles/<uuid:membership_id>/fin/", members.membership_end, name="membership_end"),
    path(
        "administration/roles/<uuid:membership_id>/reprise/",
        members.membership_restore,
        name="membership_restore",
    ),
    path("administration/equipes/", teams.team_list, name="team_list"),
    path("administration/equipes/nouvelle/", teams.team_create, name="team_create"),
    path("administration/equipes/<uuid:team_id>/", teams.team_rename, name="team_rename"),
    path("administration/equipes/<uuid:team_id>/fermer/", teams.team_close, name="team_close"),
    path("administration/equipes/<uuid:team_id>/rouvrir/", teams.team_reopen, name="team_reopen"),
    path("administration/invitations/", invitations.invitation_list, name="invitation_list"),
    path("administration/invitations/nouvelle/", invitations.invitation_send, name="invitation_send"),
    path(
        "administration/invitations/<uuid:invitation_id>/renvoyer/",
        invitations.invitation_resend,
        name="invitation_resend",
    ),
    path(
        "administration/invitations/<uuid:invitation_id>/retirer/",
        invitations.invitation_withdraw,
        name="invitation_withdraw",
    ),
    path("administration/departs/", departures.departure_list, name="departure_list"),
    path("administration/departs/nouveau/", departures.departure_plan, name="departure_plan"),
    path("administration/departs/<uuid:departure_id>/", departures.departure_detail, name="departure_detail"),
    path(
        "administration/departs/<uuid:departure_id>/date/", departures.departure_move, name="departure_move"
    ),
    path(
        "administration/departs/<uuid:departure_id>/annuler/",
        departures.departure_call_off,
        name="departure_call_off",
    ),
    path("administration/structure/", organisation.organisation_edit, name="organisation_edit"),
    path("administration/trace/", organisation.trail, name="trail"),
]
