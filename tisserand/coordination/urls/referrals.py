"""Addresses of referrals."""

from django.urls import path

from tisserand.coordination.views import (
    emergency_referrals,
    guest_referrals,
    received,
    referral_fitting,
    referral_lists,
    referrals,
)

LIST = "personnes/<uuid:person_id>/orientations"
ONE = f"{LIST}/<uuid:referral_id>"
RECEIVED = "orientations/recues/<uuid:referral_id>"
GUEST = "invite/orientations/<uuid:referral_id>"

urlpatterns = [
    path("orientations/", received.received_list, name="received_list"),
    path("orientations/combien/", received.received_count, name="received_count"),
    path("orientations/volet/", received.referral_panel, name="referral_panel"),
    path("orientations/envoyees/", referral_lists.sent_list, name="sent_list"),
    path("orientations/nouvelle/", referral_lists.referral_start, name="referral_start"),
    path("orientations/services/<uuid:service_id>/", referral_lists.service_figures, name="service_figures"),
    path(f"{RECEIVED}/", received.received_detail, name="received_detail"),
    path(f"{RECEIVED}/confier/", received.received_assign, name="received_assign"),
    path(f"{RECEIVED}/reprendre/", received.received_take_back, name="received_take_back"),
    path(f"{RECEIVED}/<slug:slug>/", received.received_answer, name="received_answer"),
    path(f"{LIST}/", referrals.referral_list, name="referral_list"),
    path(f"{LIST}/nouvelle/", referrals.referral_create, name="referral_create"),
    path(f"{LIST}/ce-soir/", emergency_referrals.referral_tonight, name="referral_tonight"),
    path(f"{LIST}/pour/", referral_fitting.referral_fitting, name="referral_fitting"),
    path(f"{LIST}/projet/", referral_fitting.plan_referral_panel, name="plan_referral_panel"),
    path(f"{ONE}/", referrals.referral_detail, name="referral_detail"),
    path(f"{ONE}/modifier/", referrals.referral_edit, name="referral_edit"),
    path(f"{ONE}/envoyer/", referrals.referral_send, name="referral_send"),
    path(f"{ONE}/completer/", referrals.referral_complete, name="referral_complete"),
    path(f"{ONE}/relancer/", referrals.referral_send_again, name="referral_send_again"),
    path(f"{ONE}/retirer/", referrals.referral_revoke, name="referral_revoke"),
    path(f"{ONE}/abandonner/", referrals.referral_remove, name="referral_remove"),
    path(f"{ONE}/lu/", referrals.referral_see, name="referral_see"),
    path(f"{ONE}/reprendre/", referrals.referral_take_back, name="referral_take_back"),
    path(f"{ONE}/garder/", referrals.referral_keep, name="referral_keep"),
    path(f"{ONE}/lien/", referrals.referral_link, name="referral_link"),
    path(f"{ONE}/ou-en-est/", referrals.referral_standing, name="referral_standing"),
    path(f"{ONE}/reponse/<slug:slug>/", referral_lists.referral_answer, name="referral_answer"),
    path(f"{GUEST}/", guest_referrals.guest_referral, name="guest_referral"),
    path(f"{GUEST}/reprendre/", guest_referrals.guest_referral_take_back, name="guest_referral_take_back"),
    path(f"{GUEST}/<slug:slug>/", guest_referrals.guest_referral_answer, name="guest_referral_answer"),
]
