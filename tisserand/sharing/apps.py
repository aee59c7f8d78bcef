"""Sharing, as a Django application."""

from django.apps import AppConfig

PARTS = {
    "sharing.account": "l’essentiel à partager",
    "sharing.circle": "le cercle d’accompagnement",
    "sharing.code": "le code de partage",
    "sharing.consent": "un accord de partage",
    "sharing.consent_list": "les accords de partage",
    "sharing.guest": "un lien d’invité·e",
    "sharing.guest_message": "un message d’invité·e",
    "sharing.opening": "ce qui est partagé",
    "sharing.opening_list": "la liste de ce qui est partagé avec nous",
    "sharing.own_page": "ce qui est partagé et qui a consulté, par son propre lien",
    "sharing.path": "qui tient le parcours",
    "sharing.proposal": "une proposition d’un partenaire",
    "sharing.unusual": "une lecture inhabituelle",
    "sharing.request": "une demande de partage",
    "sharing.same_person": "la même personne, connue de deux structures",
}


class SharingConfig(AppConfig):
    name = "tisserand.sharing"
    verbose_name = "Partage"

    def ready(self) -> None:
        """Name the parts of the trail, take a place in the navigation and on a person's page, say what is held."""
        from tisserand.accounts.departures import register_held
        from tisserand.audit.parts import name_parts
        from tisserand.people.page import register_tabs
        from tisserand.sharing import leaving, merging, page, personal_data, walls
        from tisserand.ui import navigation, panels

        name_parts(PARTS)
        merging.register()
        personal_data.register()
        walls.register()
        register_held(leaving.held)
        page.register()
        register_tabs(page.tabs)
        panels.register("administration", "sharing:unusual_panel")
        panels.register("today", "sharing:join_panel", order=3)
        panels.register("person", "sharing:account_panel", order=1)
        panels.register("person", "sharing:same_person_panel", order=2)
        panels.register("today", "sharing:proposal_panel", order=3)
        panels.register("today", "sharing:review_panel", order=4)
        panels.register("today", "sharing:guest_panel", order=3)
        panels.register("today", "sharing:guarantor_panel", order=3)
        for entry in page.NAVIGATION:
            navigation.register(**entry)
