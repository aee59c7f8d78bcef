"""Addresses of this room."""

from django.urls import path

from tisserand.people.views import (
    circle,
    contacts,
    duplicates,
    lists,
    merges,
    persons,
    picture,
    restriction,
    search,
)

PERSON = "personnes/<uuid:person_id>"

app_name = "people"
urlpatterns = [
    path("personnes/", lists.person_list, name="person_list"),
    path("personnes/exporter/", lists.person_export, name="person_export"),
    path("personnes/recherche/", search.person_search, name="person_search"),
    path("personnes/communes/", search.commune_search, name="commune_search"),
    path("personnes/nouvelle/", persons.person_create, name="person_create"),
    path("personnes/ressemblances/", persons.person_similar, name="person_similar"),
    path("personnes/doublons/", duplicates.duplicate_list, name="duplicate_list"),
    path("personnes/doublons/chercher/", duplicates.duplicate_screen, name="duplicate_screen"),
    path("personnes/doublons/avancement/", duplicates.duplicate_progress, name="duplicate_progress"),
    path("personnes/doublons/<uuid:pair_id>/", duplicates.duplicate_detail, name="duplicate_detail"),
    path("personnes/doublons/<uuid:pair_id>/decider/", duplicates.duplicate_decide, name="duplicate_decide"),
    path("personnes/doublons/<uuid:pair_id>/reunir/", duplicates.duplicate_merge, name="duplicate_merge"),
    path("personnes/fusions/", merges.merge_list, name="merge_list"),
    path("personnes/fusions/<uuid:merge_id>/", merges.merge_detail, name="merge_detail"),
    path("personnes/fusions/<uuid:merge_id>/defaire/", merges.merge_undo, name="merge_undo"),
    path(f"{PERSON}/", persons.person_detail, name="person_detail"),
    path(f"{PERSON}/modifier/", persons.person_edit, name="person_edit"),
    path(f"{PERSON}/ressemblances/", persons.person_likeness, name="person_likeness"),
    path(f"{PERSON}/comparer/", duplicates.duplicate_compare, name="duplicate_compare"),
    path(f"{PERSON}/contacts/nouveau/", contacts.contact_create, name="contact_create"),
    path(f"{PERSON}/contacts/<uuid:contact_id>/", contacts.contact_edit, name="contact_edit"),
    path(f"{PERSON}/contacts/<uuid:contact_id>/afficher/", contacts.contact_reveal, name="contact_reveal"),
    path(f"{PERSON}/contacts/<uuid:contact_id>/terminer/", contacts.contact_end, name="contact_end"),
    path(f"{PERSON}/cercle/", circle.person_circle, name="person_circle"),
    path(f"{PERSON}/cercle/image/", picture.picture_detail, name="picture_detail"),
    path(f"{PERSON}/cercle/image/ajouter/", picture.picture_add, name="picture_add"),
    path(f"{PERSON}/cercle/image/disposition/", picture.picture_arrange, name="picture_arrange"),
    path(f"{PERSON}/cercle/image/ranger/", picture.picture_let_arrange, name="picture_let_arrange"),
    path(f"{PERSON}/cercle/image/defaire/", picture.picture_undo, name="picture_undo"),
    path(f"{PERSON}/cercle/image/exporter/", picture.picture_export, name="picture_export"),
    path(f"{PERSON}/choisir/", circle.person_pick, name="person_pick"),
    path(f"{PERSON}/foyers/nouveau/", circle.household_create, name="household_create"),
    path(f"{PERSON}/foyers/<uuid:household_id>/", circle.household_edit, name="household_edit"),
    path(f"{PERSON}/foyers/<uuid:household_id>/membres/nouveau/", circle.member_create, name="member_create"),
    path(f"{PERSON}/membres/<uuid:member_id>/", circle.member_edit, name="member_edit"),
    path(f"{PERSON}/membres/<uuid:member_id>/depart/", circle.member_leave, name="member_leave"),
    path(f"{PERSON}/liens/nouveau/", circle.relation_create, name="relation_create"),
    path(f"{PERSON}/liens/<uuid:relation_id>/", circle.relation_edit, name="relation_edit"),
    path(f"{PERSON}/liens/<uuid:relation_id>/terminer/", circle.relation_end, name="relation_end"),
    path(f"{PERSON}/liens/<uuid:relation_id>/qualite/", picture.relation_qualify, name="relation_qualify"),
    path(f"{PERSON}/liens/<uuid:relation_id>/par/", picture.relation_join, name="relation_join"),
    path(f"{PERSON}/liens/<uuid:relation_id>/remettre/", picture.relation_restore, name="relation_restore"),
    path(f"{PERSON}/acces/", restriction.person_restriction, name="person_restriction"),
    path(f"{PERSON}/acces/cles/", restriction.keyholder_create, name="keyholder_create"),
    path(
        f"{PERSON}/acces/cles/<uuid:user_id>/retirer/", restriction.keyholder_delete, name="keyholder_delete"
    ),
]
