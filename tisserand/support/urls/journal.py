"""Addresses of the journal."""

from django.urls import path

from tisserand.support.views import entries, journal, voices

JOURNAL = "dossiers/<uuid:dossier_id>/fil/"
ENTRY = f"{JOURNAL}<uuid:entry_id>/"

urlpatterns = [
    path(JOURNAL, journal.journal_detail, name="journal_detail"),
    path(f"{JOURNAL}imprimer/", journal.journal_print, name="journal_print"),
    path(f"{JOURNAL}ecrire/", entries.entry_create, name="entry_create"),
    path(ENTRY, entries.entry_detail, name="entry_detail"),
    path("partages/<uuid:grant_id>/parole/", voices.voice_write, name="voice_write"),
    path("partages/<uuid:grant_id>/parole/<uuid:entry_id>/", voices.voice_correct, name="voice_correct"),
    path(f"{ENTRY}corriger/", entries.entry_correct, name="entry_correct"),
    path("ecrire/", entries.entry_write, name="entry_write"),
    path("ecrire/deviner/", entries.entry_guess, name="entry_guess"),
    path("ecrire/collegues/", entries.mention_suggest, name="mention_suggest"),
]
