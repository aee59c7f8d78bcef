"""People who work, as a Django application."""

from django.apps import AppConfig

PARTS = {
    "accounts.sign_in": "la connexion",
    "accounts.second_factor": "la double vérification",
    "accounts.session_ended": "une session ouverte ailleurs",
    "accounts.sessions_ended": "ses autres sessions",
    "accounts.sign_in_disowned": "Connexion non reconnue, compte fermé partout",
    "accounts.identity_linked": "Identité ProConnect liée",
    "accounts.identity_unlinked": "Identité ProConnect déliée",
    "accounts.hat": "la structure",
    "accounts.profile": "sa fiche",
    "accounts.working_week": "ses horaires",
    "accounts.role_given": "Rôle donné",
    "accounts.role_ended": "Fin de rôle notée",
    "accounts.role_restored": "Rôle repris",
    "accounts.member_closed": "Accès fermé",
    "accounts.member_reopened": "Accès rouvert",
    "accounts.second_factor_reset": "Double vérification réinitialisée",
    "accounts.team_created": "Équipe formée",
    "accounts.team_renamed": "Équipe renommée",
    "accounts.team_closed": "Équipe fermée",
    "accounts.team_reopened": "Équipe rouverte",
    "accounts.invitation_sent": "Invitation envoyée",
    "accounts.invitation_resent": "Invitation renvoyée",
    "accounts.invitation_withdrawn": "Invitation retirée",
    "accounts.invitation_accepted": "Invitation acceptée",
    "accounts.departure_planned": "Départ noté",
    "accounts.departure_moved": "Date de départ changée",
    "accounts.departure_called_off": "Départ annulé",
    "accounts.departure_done": "Départ : accès clos",
    "accounts.organisation_opened": "Structure ouverte",
    "accounts.organisation_amended": "Fiche de la structure modifiée",
}


class AccountsConfig(AppConfig):
    name = "tisserand.accounts"
    verbose_name = "Personnes qui travaillent"

    def ready(self) -> None:
        """Name the parts of the trail, open the administration to those it concerns."""
        from allauth.mfa.signals import authentication_failed
        from allauth.usersessions.models import UserSession
        from django.db.models.signals import post_migrate, pre_migrate, pre_save

        from tisserand.accounts import leaving, walls
        from tisserand.accounts.adapters import note_wrong_code
        from tisserand.accounts.departures import register_closing, register_held
        from tisserand.accounts.policies import may_administer
        from tisserand.accounts.services.sessions import keep_little
        from tisserand.audit.parts import name_parts
        from tisserand.common import wall_building
        from tisserand.ui import navigation, panels

        authentication_failed.connect(note_wrong_code)
        pre_save.connect(keep_little, sender=UserSession)
        pre_migrate.connect(wall_building.before_migrations, dispatch_uid="walls.down")
        post_migrate.connect(wall_building.after_migrations, dispatch_uid="walls.up")
        walls.register()
        name_parts(PARTS)
        register_held(leaving.held)
        register_closing(leaving.close)
        panels.register("today", "accounts:draft_panel", order=1)
        navigation.register(
            label="Administration",
            url_name="accounts:member_list",
            icon="gear",
            order=90,
            visible=may_administer,
        )
