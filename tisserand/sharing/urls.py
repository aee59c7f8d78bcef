"""Addresses of this room."""

from django.urls import path

from tisserand.sharing.views import (
    account,
    circle,
    codes,
    consent_print,
    consents,
    decisions,
    guarantors,
    guests,
    openings,
    proposals,
    same_person,
    sharing,
    unusual,
    visits,
)
from tisserand.sharing.views import path as paths

PERSON = "personnes/<uuid:person_id>"
CONSENT = f"{PERSON}/partage/accords/<uuid:consent_id>"
CIRCLE = f"{PERSON}/cercle-accompagnement"
MEMBER = f"{CIRCLE}/<uuid:member_id>"

GUEST = f"{PERSON}/partage/liens/<uuid:guest_id>"

app_name = "sharing"
urlpatterns = [
    path(f"{PERSON}/partage/", sharing.sharing_detail, name="sharing_detail"),
    path(f"{PERSON}/partage/code/", codes.code_detail, name="code_detail"),
    path(f"{PERSON}/partage/code/nouveau/", codes.code_make, name="code_make"),
    path(f"{PERSON}/partage/code/annuler/", codes.code_end, name="code_end"),
    path("administration/lectures-inhabituelles/", unusual.unusual_list, name="unusual_list"),
    path("administration/lectures-inhabituelles/apercu/", unusual.unusual_panel, name="unusual_panel"),
    path(
        "administration/lectures-inhabituelles/<uuid:unusual_id>/",
        unusual.unusual_review,
        name="unusual_review",
    ),
    path("partages/code/", codes.join_create, name="join_create"),
    path("partages/demandes/", codes.join_panel, name="join_panel"),
    path("partages/demandes/<uuid:request_id>/accord/", codes.join_accept, name="join_accept"),
    path("partages/demandes/<uuid:request_id>/refus/", codes.join_decline, name="join_decline"),
    path(f"{PERSON}/essentiel/", account.account_detail, name="account_detail"),
    path(f"{PERSON}/essentiel/ecrire/", account.account_block_create, name="account_block_create"),
    path(f"{PERSON}/essentiel/relire/", account.account_read_over, name="account_read_over"),
    path(f"{PERSON}/essentiel/imprimer/", account.account_print, name="account_print"),
    path(f"{PERSON}/essentiel/volet/", account.account_panel, name="account_panel"),
    path(f"{PERSON}/essentiel/<uuid:block_id>/", account.account_block_edit, name="account_block_edit"),
    path(
        f"{PERSON}/essentiel/<uuid:block_id>/retirer/",
        account.account_block_remove,
        name="account_block_remove",
    ),
    path(
        f"{PERSON}/essentiel/<uuid:block_id>/remettre/",
        account.account_block_restore,
        name="account_block_restore",
    ),
    path(
        f"{PERSON}/essentiel/propositions/<uuid:proposal_id>/",
        proposals.proposal_decide,
        name="proposal_decide",
    ),
    path("propositions/volet/", proposals.proposal_panel, name="proposal_panel"),
    path("partages/<uuid:grant_id>/proposer/", proposals.proposal_create, name="proposal_create"),
    path(f"{CIRCLE}/", circle.circle_detail, name="circle_detail"),
    path(f"{CIRCLE}/ajouter/", circle.circle_member_add, name="circle_member_add"),
    path(f"{CIRCLE}/parcours/", paths.path_appoint, name="path_appoint"),
    path(f"{CIRCLE}/parcours/fin/", paths.path_end, name="path_end"),
    path(f"{MEMBER}/", circle.circle_member_edit, name="circle_member_edit"),
    path(f"{MEMBER}/depart/", circle.circle_member_leave, name="circle_member_leave"),
    path(f"{MEMBER}/remettre/", circle.circle_member_restore, name="circle_member_restore"),
    path(f"{PERSON}/partage/accords/nouveau/", consents.consent_create, name="consent_create"),
    path(f"{CONSENT}/", consents.consent_detail, name="consent_detail"),
    path(f"{CONSENT}/modifier/", consents.consent_edit, name="consent_edit"),
    path(f"{CONSENT}/apercu/", consents.consent_preview, name="consent_preview"),
    path(f"{CONSENT}/notice/", consent_print.consent_notice, name="consent_notice"),
    path(f"{CONSENT}/suivant/", consents.consent_next, name="consent_next"),
    path(f"{CONSENT}/repondre/", decisions.consent_decide, name="consent_decide"),
    path(f"{CONSENT}/reduire/", decisions.consent_narrow, name="consent_narrow"),
    path(f"{CONSENT}/reparler/", decisions.consent_review, name="consent_review"),
    path("partage/a-reparler/", consents.review_panel, name="review_panel"),
    path(f"{CONSENT}/retirer/", decisions.consent_withdraw, name="consent_withdraw"),
    path(f"{CONSENT}/cadre/", guarantors.consent_guarantor, name="consent_guarantor"),
    path("partage/cadres/", guarantors.guarantor_list, name="guarantor_list"),
    path("partage/cadres/volet/", guarantors.guarantor_panel, name="guarantor_panel"),
    path("partage/cadres/<uuid:change_id>/lu/", guarantors.guarantor_see, name="guarantor_see"),
    path(f"{CONSENT}/abandonner/", decisions.consent_remove, name="consent_remove"),
    path(f"{PERSON}/partage/liens/nouveau/", guests.guest_invite, name="guest_invite"),
    path(f"{GUEST}/", guests.guest_detail, name="guest_detail"),
    path(f"{GUEST}/lu/", guests.guest_see, name="guest_see"),
    path(f"{GUEST}/renouveler/", guests.guest_renew, name="guest_renew"),
    path(f"{GUEST}/revoquer/", guests.guest_revoke, name="guest_revoke"),
    path("liens/volet/", guests.guest_panel, name="guest_panel"),
    # Under « invite/ », the door of guests: see `sharing.visits`.
    path("invite/", visits.guest_enter, name="guest_enter"),
    path("invite/accueil/", visits.guest_home, name="guest_home"),
    path("invite/consultations/", visits.guest_trail, name="guest_trail"),
    path("invite/accords/<uuid:consent_id>/retirer/", visits.guest_take_back, name="guest_take_back"),
    path("invite/compte/", visits.guest_upgrade, name="guest_upgrade"),
    path("partages/rattacher/", visits.guest_attach, name="guest_attach"),
    path("invite/sortir/", visits.guest_leave, name="guest_leave"),
    path("partages/destinataires/", consents.recipient_pick, name="recipient_pick"),
    path("partages/", openings.opening_list, name="opening_list"),
    path("partages/<uuid:grant_id>/ecrire/", openings.opening_write, name="opening_write"),
    path("partages/<uuid:grant_id>/meme-personne/", same_person.same_person_say, name="same_person_say"),
    path(
        "partages/<uuid:grant_id>/meme-personne/defaire/",
        same_person.same_person_unsay,
        name="same_person_unsay",
    ),
    path(f"{PERSON}/partage/ailleurs/volet/", same_person.same_person_panel, name="same_person_panel"),
    path("partages/<uuid:grant_id>/", openings.opening_detail, name="opening_detail"),
]
