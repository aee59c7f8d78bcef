"""The accompaniment, as a Django application."""

from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "tisserand.support"
    verbose_name = "Accompagnement"

    def ready(self) -> None:
        """Take a place on the page of a person and in the navigation; name the parts of the trail."""
        from django.db.models.signals import post_delete

        from tisserand.accounts.departures import register_held
        from tisserand.accounts.jobs import resumes
        from tisserand.audit.parts import name_parts
        from tisserand.directory.counter import register_next_steps
        from tisserand.people.lists import register_scope
        from tisserand.people.page import register_chips, register_tabs
        from tisserand.people.threads import register_threads
        from tisserand.sharing.keepers import register_keepers, register_people_who_keep
        from tisserand.support import (
            counter_steps,
            leaving,
            merging,
            page,
            people_scopes,
            personal_data,
            shared_choosing,
            shared_page,
            threads,
            walls,
        )
        from tisserand.support.keepers import those_who_work_there, works_in_their_dossier
        from tisserand.support.models import DocumentVersion
        from tisserand.support.services.document_files import erase_with_row
        from tisserand.support.tasks import (
            resume_caseload,
            resume_handing_over,
            resume_taking_back,
            resume_undoing_handover,
        )
        from tisserand.ui import navigation, panels

        resumes("support.caseload")(resume_caseload)
        resumes("support.caseload_undo")(resume_taking_back)
        resumes("support.handover")(resume_handing_over)
        resumes("support.handover_undo")(resume_undoing_handover)

        post_delete.connect(erase_with_row, sender=DocumentVersion, dispatch_uid="support.erase_with_row")
        personal_data.register()
        merging.register()
        walls.register()
        register_keepers(works_in_their_dossier)
        register_people_who_keep(those_who_work_there)
        register_threads(threads.holders, threads.is_closed)
        register_next_steps(counter_steps.next_steps)
        shared_page.register()
        shared_choosing.register()
        register_held(leaving.held)
        register_tabs(page.tabs)
        register_chips(page.chips)
        for scope in people_scopes.SCOPES:
            register_scope(scope)
        for entry in page.NAVIGATION:
            navigation.register(**entry)
        navigation.register_action(**page.MAIN_ACTION)
        for order, name in enumerate(page.PANELS):
            panels.register("person", f"support:{name}", order=order)
        panels.register("today", "support:report_panel", order=3)
        panels.register("today", "support:handover_panel", order=2)
        panels.register("administration", "support:antivirus_panel")
        name_parts(page.PARTS)
