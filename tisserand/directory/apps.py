"""The directory of structures and services, as a Django application."""

from django.apps import AppConfig

PARTS = {
    "directory.loading": "un import de l’annuaire",
    "directory.export": "l’export de l’annuaire",
}


class DirectoryConfig(AppConfig):
    name = "tisserand.directory"
    verbose_name = "Annuaire"

    def ready(self) -> None:
        """Name the parts of the trail, say how long work is taken up again."""
        from tisserand.accounts.jobs import resumes
        from tisserand.audit.parts import name_parts
        from tisserand.directory.services.sending import KIND
        from tisserand.directory.tasks import resume_loading

        name_parts(PARTS)
        resumes(KIND)(resume_loading)
