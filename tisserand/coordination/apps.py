"""Working around one person, as a Django application."""

from django.apps import AppConfig

PARTS = {
    "coordination.message": "des messages",
    "coordination.message_list": "la liste des messages",
}


class CoordinationConfig(AppConfig):
    name = "tisserand.coordination"
    verbose_name = "Coordination"

    def ready(self) -> None:
        """Name the parts of the trail, say what is held and how it follows."""
        from tisserand.audit.parts import name_parts
        from tisserand.coordination import merging, personal_data, walls

        name_parts(PARTS)
        merging.register()
        personal_data.register()
        walls.register()
