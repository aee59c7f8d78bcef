"""Working around one person, as a Django application."""

from django.apps import AppConfig

PARTS = {
    "coordination.conference": "une réunion",
    "coordination.conference_list": "la liste des réunions",
    "coordination.minutes": "le compte rendu d’une réunion",
    "coordination.message": "des messages",
    "coordination.message_list": "la liste des messages",
}


class CoordinationConfig(AppConfig):
    name = "tisserand.coordination"
    verbose_name = "Coordination"

    def ready(self) -> None:
        """Name the parts of the trail, take a place on the pages below, say what is held and how it follows."""
        from tisserand.audit.parts import name_parts
        from tisserand.coordination import (
            conference_tab,
            conference_walls,
            merging,
            page,
            personal_data,
            walls,
        )
        from tisserand.people.page import register_tabs
        from tisserand.sharing.guest_actors import register_reason
        from tisserand.sharing.guest_page import register_guest_section
        from tisserand.sharing.scope import register_content
        from tisserand.ui import navigation, panels

        name_parts(PARTS)
        merging.register()
        personal_data.register()
        walls.register()
        conference_walls.register()
        page.register()
        register_tabs(page.tabs)
        panels.register("today", "coordination:thread_panel", order=0)
        for entry in page.NAVIGATION:
            navigation.register(**entry)
        register_tabs(conference_tab.tabs)
        register_content(conference_tab.conferences_section, order=15)
        register_guest_section(conference_tab.guest_section, order=10)
        register_reason(conference_tab.comes_to_a_meeting)
        panels.register("today", "coordination:conference_panel", order=1)
