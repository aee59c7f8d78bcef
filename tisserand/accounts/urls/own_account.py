"""Addresses of one's own account: who one is, the lock, long works, joining."""

from django.urls import path

from tisserand.accounts.views import (
    confirmation,
    drafts,
    invitations,
    jobs,
    lock,
    own_account,
    sessions,
    working,
)

urlpatterns = [
    path("compte/", own_account.profile, name="profile"),
    path("compte/horaires/", working.working_week, name="working_week"),
    path("compte/structure/", own_account.organisation_choose, name="organisation_choose"),
    path("compte/verrouiller/", lock.lock, name="lock"),
    path("compte/retour/", lock.unlock, name="unlock"),
    path("compte/deverrouille/", lock.unlocked, name="unlocked"),
    path("compte/sessions/", sessions.session_list, name="session_list"),
    path("compte/sessions/autres/fermer/", sessions.session_end_others, name="session_end_others"),
    path("compte/sessions/<int:session_id>/fermer/", sessions.session_end, name="session_end"),
    path("compte/pas-moi/<str:key>/", sessions.sign_in_disown, name="sign_in_disown"),
    path("compte/confirme/<str:token>/", confirmation.identity_confirmed, name="identity_confirmed"),
    path("travaux/", jobs.job_list, name="job_list"),
    path("travaux/<uuid:job_id>/", jobs.job_detail, name="job_detail"),
    path("travaux/<uuid:job_id>/avancement/", jobs.job_progress, name="job_progress"),
    path("travaux/<uuid:job_id>/reprendre/", jobs.job_resume, name="job_resume"),
    path("brouillons/", drafts.draft_list, name="draft_list"),
    path("brouillons/garder/", drafts.draft_keep, name="draft_keep"),
    path("brouillons/ici/", drafts.draft_offer, name="draft_offer"),
    path("brouillons/aujourdhui/", drafts.draft_panel, name="draft_panel"),
    path("brouillons/<uuid:token>/", drafts.draft_fields, name="draft_fields"),
    path("brouillons/<uuid:token>/jeter/", drafts.draft_discard, name="draft_discard"),
    path("brouillons/<uuid:token>/reprendre/", drafts.draft_take_back, name="draft_take_back"),
    path("invitation/<str:key>/", invitations.invitation_accept, name="invitation_accept"),
]
