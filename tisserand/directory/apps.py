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
        """Name the parts of the trail, say how long work is taken up again, take a place in the navigation."""
        from tisserand.accounts.jobs import resumes
        from tisserand.audit.parts import name_parts
        from tisserand.directory.policies import may_load_directory, may_read_directory
        from tisserand.directory.services.sending import KIND
        from tisserand.directory.tasks import resume_loading
        from tisserand.ui import navigation

        name_parts(PARTS)
        resumes(KIND)(resume_loading)
        navigation.register(
            label="Annuaire",
            url_name="directory:service_search",
            icon="signpost-2",
            order=45,
            visible=may_read_directory,
            rooms=("directory",),
        )
        navigation.register(
            label="Imports",
            url_name="directory:loading_list",
            icon="journal-arrow-down",
            order=81,
            visible=may_load_directory,
        )
