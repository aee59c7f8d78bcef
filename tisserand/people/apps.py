"""People who are accompanied, as a Django application."""

from django.apps import AppConfig

PARTS = {
    "people.person": "l’identité",
    "people.circle": "le cercle",
    "people.picture": "l’image du cercle",
    "people.contact": "un moyen de contact",
    "people.household": "un foyer",
    "people.relation": "un lien",
    "people.emergency": "une ouverture en urgence",
    "people.likeness": "une ressemblance",
    "people.restriction": "la restriction d’accès",
    "people.keyholder": "qui a la clé",
    "people.list": "la liste des personnes",
    "people.search": "une personne",
    "people.merge": "la fusion de deux fiches",
    "people.pair": "deux fiches qui se ressemblent",
    "people.screening": "une recherche de doublons",
}


class PeopleConfig(AppConfig):
    name = "tisserand.people"
    verbose_name = "Personnes accompagnées"

    def ready(self) -> None:
        """Take a place in the navigation, name the parts of the trail, say what is held."""
        from tisserand.accounts.departures import register_closing, register_held
        from tisserand.accounts.jobs import resumes
        from tisserand.accounts.openings import register_openings
        from tisserand.audit.parts import name_parts
        from tisserand.audit.queries import name_former_ids
        from tisserand.people import leaving, merged, personal_data, walls
        from tisserand.people.emergencies import opened_now
        from tisserand.people.policies import may_create_person
        from tisserand.people.tasks import resume_screening
        from tisserand.ui import navigation, panels

        name_parts(PARTS)
        personal_data.register()
        merged.register()
        walls.register()
        resumes("people.screening")(resume_screening)
        name_former_ids(merged.former_ids)
        register_openings(opened_now)
        panels.register("today", "people:emergency_panel", order=0)
        panels.register("members", "people:emergency_panel", order=0)
        panels.register("administration", "people:emergency_notice")
        register_held(leaving.held)
        register_closing(leaving.close)
        navigation.register_search(url_name="people:person_search", visible=may_create_person)
        navigation.register(
            label="Personnes",
            url_name="people:person_list",
            icon="people",
            order=20,
            visible=may_create_person,
            rooms=("people", "support"),
        )
