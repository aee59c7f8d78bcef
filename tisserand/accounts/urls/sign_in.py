"""Signing in, the password, the second factor: allauth's views under its own names, at French addresses.

Only what is used is here: nobody signs up alone, and the e-mail changes by invitation.
"""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import path, re_path
from django.views.generic import RedirectView

from tisserand.accounts.confirmation import confirm_identity
from tisserand.accounts.views import passkeys, proconnect

urlpatterns = [
    path("connexion/", proconnect.sign_in, name="account_login"),
    path("deconnexion/", proconnect.sign_out, name="account_logout"),
    path("ferme/", account.account_inactive, name="account_inactive"),
    path("confirmer/", account.reauthenticate, name="account_reauthenticate"),
    path("mot-de-passe/changer/", account.password_change, name="account_change_password"),
    path(
        "mot-de-passe/choisir/",
        confirm_identity(account.password_set),
        name="account_set_password",
    ),
    path("mot-de-passe/oublie/", account.password_reset, name="account_reset_password"),
    path("mot-de-passe/oublie/envoye/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^mot-de-passe/nouveau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "mot-de-passe/change/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("double-verification/", RedirectView.as_view(pattern_name="accounts:profile"), name="mfa_index"),
    path("double-verification/code/", passkeys.second_factor, name="mfa_authenticate"),
    path("double-verification/confirmer/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("double-verification/activer/", totp.activate_totp, name="mfa_activate_totp"),
    path("double-verification/arreter/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("connexion/cle/", passkeys.passkey_sign_in, name="mfa_login_webauthn"),
    path("cles/", RedirectView.as_view(pattern_name="accounts:profile"), name="mfa_list_webauthn"),
    path("cles/ajouter/", passkeys.passkey_add, name="mfa_add_webauthn"),
    path("cles/confirmer/", passkeys.passkey_reauthenticate, name="mfa_reauthenticate_webauthn"),
    path("cles/<int:pk>/renommer/", passkeys.passkey_edit, name="mfa_edit_webauthn"),
    path("cles/<int:pk>/retirer/", passkeys.passkey_remove, name="mfa_remove_webauthn"),
    path("proconnect/", proconnect.proconnect_login, name="proconnect_login"),
    path("proconnect/retour/", proconnect.proconnect_callback, name="proconnect_callback"),
    path("proconnect/lier/", proconnect.proconnect_link, name="proconnect_link"),
    path("proconnect/<int:pk>/delier/", proconnect.proconnect_unlink, name="proconnect_unlink"),
    path("proconnect/confirmer/", proconnect.proconnect_reauthenticate, name="proconnect_reauthenticate"),
    path("proconnect/au-revoir/", proconnect.proconnect_goodbye, name="proconnect_goodbye"),
    path("codes-de-secours/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("codes-de-secours/nouveaux/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("codes-de-secours/fichier/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
]
