"""Addresses of what keeps the sheets alive."""

from django.urls import path, register_converter

from tisserand.directory.views import corrections, notes, places, upkeep


class KindConverter:
    """« services » or « structures »."""

    regex = "services|structures"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


register_converter(KindConverter, "listed")
SHEET = "annuaire/<listed:kind>/<uuid:listed_id>"

urlpatterns = [
    path(f"{SHEET}/tenue/", upkeep.sheet_upkeep, name="sheet_upkeep"),
    path("annuaire/services/<uuid:service_id>/volet/", upkeep.service_upkeep, name="service_upkeep"),
    path("annuaire/structures/<uuid:structure_id>/volet/", upkeep.structure_upkeep, name="structure_upkeep"),
    path(f"{SHEET}/corriger/", corrections.sheet_correct, name="sheet_correct"),
    path("annuaire/corrections/", corrections.correction_list, name="correction_list"),
    path(
        "annuaire/corrections/<uuid:correction_id>/defaire/",
        corrections.correction_undo,
        name="correction_undo",
    ),
    path(
        "annuaire/corrections/<uuid:correction_id>/garder/",
        corrections.correction_keep,
        name="correction_keep",
    ),
    path(
        "annuaire/corrections/<uuid:correction_id>/producteur/",
        corrections.correction_take,
        name="correction_take",
    ),
    path(f"{SHEET}/verifier/", upkeep.sheet_check, name="sheet_check"),
    path("annuaire/verifications/<uuid:check_id>/defaire/", upkeep.check_undo, name="check_undo"),
    path(f"{SHEET}/signaler/", upkeep.mistake_report, name="mistake_report"),
    path("annuaire/signalements/", upkeep.mistake_list, name="mistake_list"),
    path("annuaire/signalements/<uuid:mistake_id>/repondre/", upkeep.mistake_answer, name="mistake_answer"),
    path(
        "annuaire/signalements/<uuid:mistake_id>/retirer/", upkeep.mistake_withdraw, name="mistake_withdraw"
    ),
    path(f"{SHEET}/fermeture/", upkeep.closure_add, name="closure_add"),
    path("annuaire/fermetures/<uuid:closure_id>/lever/", upkeep.closure_lift, name="closure_lift"),
    path("annuaire/services/<uuid:listed_id>/place/", upkeep.room_say, name="room_say"),
    path("annuaire/place/<uuid:room_id>/retirer/", upkeep.room_withdraw, name="room_withdraw"),
    path(f"{SHEET}/note/", notes.note_write, name="note_write"),
    path("annuaire/notes/<uuid:note_id>/", notes.note_edit, name="note_edit"),
    path("annuaire/notes/<uuid:note_id>/retirer/", notes.note_remove, name="note_remove"),
    path("annuaire/notes/<uuid:note_id>/remettre/", notes.note_restore, name="note_restore"),
    path("annuaire/a-confirmer/", places.place_list, name="place_list"),
    path("annuaire/a-confirmer/<uuid:link_id>/retirer/", places.place_withdraw, name="place_withdraw"),
    path("annuaire/a-regarder/", upkeep.keeping_count, name="keeping_count"),
    path("annuaire/confirmer/", places.place_answer, name="place_answer"),
]
