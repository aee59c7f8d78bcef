"""The directory of structures and services, as a Django application."""

from django.apps import AppConfig

PARTS = {
    "directory.loading": "un import de l’annuaire",
    "directory.export": "l’export de l’annuaire",
    "directory.correction": "une fiche de l’annuaire",
    "directory.check": "la vérification d’une fiche de l’annuaire",
    "directory.mistake": "une erreur signalée dans l’annuaire",
    "directory.closure": "la fermeture d’un lieu de l’annuaire",
    "directory.room": "la place qu’a un service",
    "directory.note": "une note d’équipe sur un partenaire",
    "directory.place_link": "une demande de confirmation à une structure",
}


class DirectoryConfig(AppConfig):
    name = "tisserand.directory"
    verbose_name = "Annuaire"

    def ready(self) -> None:
        """Name the parts of the trail, say how long work is taken up again, take a place in the navigation."""
        from tisserand.accounts.jobs import resumes
        from tisserand.audit.parts import name_parts
        from tisserand.directory import sheet, sheet_upkeep
        from tisserand.directory.policies import may_read_directory, may_tend_directory
        from tisserand.directory.services.sending import KIND
        from tisserand.directory.tasks import resume_loading
        from tisserand.ui import navigation, panels

        name_parts(PARTS)
        resumes(KIND)(resume_loading)
        sheet.register_actions(sheet_upkeep.actions)
        sheet.register_chips(sheet_upkeep.chips)
        panels.register("service", "directory:service_upkeep", order=90)
        panels.register("structure", "directory:structure_upkeep", order=90)
        navigation.register(
            label="Annuaire",
            url_name="directory:service_search",
            icon="signpost-2",
            order=45,
            visible=may_read_directory,
            rooms=("directory",),
        )
        navigation.register(
            label="Guichet",
            url_name="directory:counter",
            icon="shop-window",
            order=31,
            visible=may_read_directory,
        )
        navigation.register(
            label="Tenir l’annuaire",
            url_name="directory:mistake_list",
            icon="journal-check",
            order=81,
            visible=may_tend_directory,
            badge="directory:keeping_count",
        )
