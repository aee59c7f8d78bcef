"""Addresses of the map of the situation."""

from django.urls import path

from tisserand.support.views import situation, situation_links, snapshots

MAP = "dossiers/<uuid:dossier_id>/carte/"
ITEM = f"{MAP}<uuid:item_id>/"

urlpatterns = [
    path(MAP, situation.map_detail, name="map_detail"),
    path(f"{MAP}ajouter/", situation.map_item_add, name="map_item_add"),
    path(ITEM, situation.map_item_detail, name="map_item_detail"),
    path(f"{ITEM}modifier/", situation.map_item_edit, name="map_item_edit"),
    path(f"{ITEM}poids/", situation.map_item_weigh, name="map_item_weigh"),
    path(f"{ITEM}denouer/", situation.map_item_resolve, name="map_item_resolve"),
    path(f"{ITEM}renouer/", situation.map_item_reopen, name="map_item_reopen"),
    path(f"{ITEM}retirer/", situation.map_item_remove, name="map_item_remove"),
    path(f"{ITEM}remettre/", situation.map_item_restore, name="map_item_restore"),
    path(f"{MAP}relier/", situation_links.map_link_add, name="map_link_add"),
    path(f"{MAP}liens/<uuid:link_id>/delier/", situation_links.map_link_remove, name="map_link_remove"),
    path(f"{MAP}disposition/", situation_links.map_arrange, name="map_arrange"),
    path(f"{MAP}disposition/automatique/", situation_links.map_let_arrange, name="map_let_arrange"),
    path(f"{MAP}dates/", snapshots.snapshot_list, name="snapshot_list"),
    path(f"{MAP}dates/nouvelle/", snapshots.snapshot_take, name="snapshot_take"),
    path(f"{MAP}dates/<uuid:snapshot_id>/", snapshots.snapshot_detail, name="snapshot_detail"),
    path(f"{MAP}comparer/", snapshots.map_compare, name="map_compare"),
]
