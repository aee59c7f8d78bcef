"""Addresses of the dossier, its deadlines, victories and history."""

from django.urls import path

from tisserand.support.views import (
    deadline,
    dossier,
    dossier_list,
    history,
    panel,
    referent,
    request,
    road,
    victory,
)

DOSSIER = "dossiers/<uuid:dossier_id>"
PERSON = "personnes/<uuid:person_id>"
DEADLINE = f"{DOSSIER}/echeances/<uuid:deadline_id>"
VICTORY = f"{DOSSIER}/avancees/<uuid:victory_id>"

urlpatterns = [
    path("personnes/dossiers/", dossier_list.dossier_list, name="dossier_list"),
    path("personnes/dossiers/exporter/", dossier_list.dossier_export, name="dossier_export"),
    path(f"{PERSON}/dossiers/ouvrir/", dossier.dossier_open, name="dossier_open"),
    path(f"{PERSON}/consultations/", history.trail_detail, name="trail_detail"),
    path(f"{PERSON}/panneaux/dossier/", panel.dossier_panel, name="dossier_panel"),
    path(f"{PERSON}/panneaux/echeances/", panel.deadline_panel, name="deadline_panel"),
    path(f"{PERSON}/panneaux/avancees/", panel.victory_panel, name="victory_panel"),
    path(f"{PERSON}/panneaux/fil/", panel.entry_panel, name="entry_panel"),
    path(f"{DOSSIER}/", dossier.dossier_detail, name="dossier_detail"),
    path(f"{DOSSIER}/cadre/", dossier.dossier_edit, name="dossier_edit"),
    path(f"{DOSSIER}/phase/", dossier.dossier_move, name="dossier_move"),
    path(f"{DOSSIER}/clore/", dossier.dossier_close, name="dossier_close"),
    path(f"{DOSSIER}/reprendre/", dossier.dossier_reopen, name="dossier_reopen"),
    path(f"{DOSSIER}/referent/", referent.referent_change, name="referent_change"),
    path(f"{DOSSIER}/equipe/", referent.dossier_hand, name="dossier_hand"),
    path(f"{DOSSIER}/demandes/nouvelle/", request.request_add, name="request_add"),
    path(f"{DOSSIER}/demandes/<uuid:request_id>/", request.request_edit, name="request_edit"),
    path(f"{DOSSIER}/historique/", history.history_detail, name="history_detail"),
    path(f"{DOSSIER}/chemin/", road.road_detail, name="road_detail"),
    path(f"{DOSSIER}/avancees/", victory.victory_list, name="victory_list"),
    path(f"{DOSSIER}/avancees/nouvelle/", victory.victory_note, name="victory_note"),
    path(f"{VICTORY}/", victory.victory_edit, name="victory_edit"),
    path(f"{VICTORY}/retirer/", victory.victory_remove, name="victory_remove"),
    path(f"{DOSSIER}/echeances/", deadline.deadline_list, name="deadline_list"),
    path(f"{DOSSIER}/echeances/nouvelle/", deadline.deadline_set, name="deadline_set"),
    path(f"{DEADLINE}/", deadline.deadline_edit, name="deadline_edit"),
    path(f"{DEADLINE}/regler/", deadline.deadline_handle, name="deadline_handle"),
    path(f"{DEADLINE}/annuler/", deadline.deadline_call_off, name="deadline_call_off"),
    path(f"{DEADLINE}/reprendre/", deadline.deadline_reopen, name="deadline_reopen"),
]
