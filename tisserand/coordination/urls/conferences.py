"""Addresses of meetings."""

from django.urls import path

from tisserand.coordination.views import (
    conference_panel,
    conferences,
    decisions,
    guest_meetings,
    live,
    minutes,
    proposed_points,
    shared,
    table,
)

LIST = "personnes/<uuid:person_id>/reunions"
MEETING = f"{LIST}/<uuid:conference_id>"
SEAT = f"{MEETING}/table/<uuid:attendee_id>"
POINT = f"{MEETING}/points/<uuid:item_id>"
DECIDED = f"{MEETING}/decisions/<uuid:decision_id>"
ROUND = f"{MEETING}/tour"
MINUTES = f"{MEETING}/compte-rendu"
GUEST = "invite/reunions/<uuid:conference_id>"
SHARED = "partages/<uuid:grant_id>/reunions/<uuid:conference_id>"

urlpatterns = [
    path("reunions/volet/", conference_panel.conference_panel, name="conference_panel"),
    path(f"{LIST}/", conferences.conference_list, name="conference_list"),
    path(f"{LIST}/nouvelle/", conferences.conference_create, name="conference_create"),
    path(f"{MEETING}/", conferences.conference_detail, name="conference_detail"),
    path(f"{MEETING}/modifier/", conferences.conference_edit, name="conference_edit"),
    path(f"{MEETING}/accord/", conferences.stance_note, name="stance_note"),
    path(f"{MEETING}/moments/", conferences.time_propose, name="time_propose"),
    path(f"{MEETING}/moments/<uuid:time_id>/retirer/", conferences.time_withdraw, name="time_withdraw"),
    path(f"{MEETING}/inviter/", conferences.conference_invite, name="conference_invite"),
    path(f"{MEETING}/fixer/", conferences.conference_fix, name="conference_fix"),
    path(f"{MEETING}/annuler/", conferences.conference_call_off, name="conference_call_off"),
    path(f"{MEETING}/reprendre/", conferences.conference_restore, name="conference_restore"),
    path(f"{MEETING}/reunion.ics", conferences.conference_calendar, name="conference_calendar"),
    path(f"{MEETING}/table/ajouter/", table.attendee_add, name="attendee_add"),
    path(f"{SEAT}/", table.attendee_edit, name="attendee_edit"),
    path(f"{SEAT}/retirer/", table.attendee_remove, name="attendee_remove"),
    path(f"{SEAT}/disponibilites/", table.attendee_available, name="attendee_available"),
    path(f"{SEAT}/presence/", table.attendee_mark, name="attendee_mark"),
    path(f"{MEETING}/points/ajouter/", table.item_add, name="item_add"),
    path(f"{MEETING}/points/choisir/", table.item_draw, name="item_draw"),
    path(f"{POINT}/", table.item_edit, name="item_edit"),
    path(f"{POINT}/retirer/", table.item_remove, name="item_remove"),
    path(f"{POINT}/placer/", table.item_place, name="item_place"),
    path(f"{MEETING}/propositions/<uuid:point_id>/", proposed_points.point_decide, name="point_decide"),
    path(f"{POINT}/dit/", live.item_write, name="item_write"),
    path(f"{MEETING}/dit/", live.more_write, name="more_write"),
    path(f"{MEETING}/commencer/", live.conference_open, name="conference_open"),
    path(f"{MEETING}/seance/", live.conference_live, name="conference_live"),
    path(f"{MEETING}/ecran/", live.conference_screen, name="conference_screen"),
    path(f"{MEETING}/finir/", live.conference_end, name="conference_end"),
    path(f"{MEETING}/rouvrir/", live.conference_resume, name="conference_resume"),
    path(f"{ROUND}/", live.round_start, name="round_start"),
    path(f"{ROUND}/etat/", live.round_panel, name="round_panel"),
    path(f"{ROUND}/arreter/", live.round_stop, name="round_stop"),
    path(f"{ROUND}/revenir/", live.turn_take_back, name="turn_take_back"),
    path(f"{ROUND}/<uuid:turn_id>/", live.turn_end, name="turn_end"),
    path(f"{MEETING}/decisions/ajouter/", decisions.decision_add, name="decision_add"),
    path(f"{DECIDED}/", decisions.decision_edit, name="decision_edit"),
    path(f"{DECIDED}/retirer/", decisions.decision_remove, name="decision_remove"),
    path(f"{DECIDED}/etape/", decisions.decision_plan, name="decision_plan"),
    path(f"{DECIDED}/etape/defaire/", decisions.decision_unplan, name="decision_unplan"),
    path(f"{MINUTES}/", minutes.minutes_detail, name="minutes_detail"),
    path(f"{MINUTES}/donner/", minutes.minutes_issue, name="minutes_issue"),
    path(f"{MINUTES}/arreter/", minutes.minutes_close, name="minutes_close"),
    path(f"{MINUTES}/imprimer/", minutes.minutes_print, name="minutes_print"),
    path(f"{MINUTES}/<uuid:attendee_id>/", minutes.minutes_answer, name="minutes_answer"),
    path(f"{SHARED}/", shared.shared_conference, name="shared_conference"),
    path(f"{SHARED}/disponibilites/", shared.shared_availability, name="shared_availability"),
    path(f"{SHARED}/proposer/", shared.shared_point_propose, name="shared_point_propose"),
    path(f"{SHARED}/proposer/retirer/", shared.shared_point_take_back, name="shared_point_take_back"),
    path(f"{SHARED}/compte-rendu/", shared.shared_answer, name="shared_answer"),
    path(f"{SHARED}/tour/", shared.shared_round, name="shared_round"),
    path(f"{SHARED}/imprimer/", shared.shared_minutes_print, name="shared_minutes_print"),
    path(f"{SHARED}/reunion.ics", shared.shared_calendar, name="shared_calendar"),
    path(f"{GUEST}/", guest_meetings.guest_conference, name="guest_conference"),
    path(f"{GUEST}/disponibilites/", guest_meetings.guest_availability, name="guest_availability"),
    path(f"{GUEST}/proposer/", guest_meetings.guest_point_propose, name="guest_point_propose"),
    path(f"{GUEST}/proposer/retirer/", guest_meetings.guest_point_take_back, name="guest_point_take_back"),
    path(f"{GUEST}/compte-rendu/", guest_meetings.guest_answer, name="guest_answer"),
    path(f"{GUEST}/tour/", guest_meetings.guest_round, name="guest_round"),
    path(f"{GUEST}/imprimer/", guest_meetings.guest_minutes_print, name="guest_minutes_print"),
    path(f"{GUEST}/reunion.ics", guest_meetings.guest_calendar, name="guest_calendar"),
]
