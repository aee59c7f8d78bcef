"""Working around one person, as a Django application."""

from django.apps import AppConfig

PARTS = {
    "coordination.conference": "une réunion",
    "coordination.conference_list": "la liste des réunions",
    "coordination.minutes": "le compte rendu d’une réunion",
    "coordination.referral": "une orientation",
    "coordination.referral_list": "la liste des orientations",
    "coordination.message": "des messages",
    "coordination.message_list": "la liste des messages",
}


class CoordinationConfig(AppConfig):
    name = "tisserand.coordination"
    verbose_name = "Coordination"

    def ready(self) -> None:
        """Name the parts of the trail, take a place on the pages below, say what is held and how it follows."""
        from tisserand.accounts.departures import register_held
        from tisserand.audit.parts import name_parts
        from tisserand.coordination import (
            conference_tab,
            conference_walls,
            leaving,
            merging,
            page,
            personal_data,
            referral_tab,
            referral_walls,
            walls,
        )
        from tisserand.coordination.models import Referral
        from tisserand.directory.sheet import register_actions
        from tisserand.people.page import register_tabs
        from tisserand.sharing.guest_actors import register_reason
        from tisserand.sharing.guest_page import register_guest_section
        from tisserand.sharing.queries import register_door
        from tisserand.sharing.scope import register_content
        from tisserand.ui import navigation, panels

        name_parts(PARTS)
        merging.register()
        personal_data.register()
        walls.register()
        conference_walls.register()
        referral_walls.register()
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
        register_tabs(referral_tab.tabs)
        register_guest_section(referral_tab.guest_section, order=5)
        register_reason(referral_tab.comes_to_answer)
        register_door(Referral)
        register_held(leaving.held)
        panels.register("today", "coordination:referral_panel", order=0)
        panels.register("plan", "coordination:plan_referral_panel")
        panels.register("service", "coordination:service_figures")
        register_actions(referral_tab.sheet_actions)
        for entry in referral_tab.NAVIGATION:
            navigation.register(**entry)
