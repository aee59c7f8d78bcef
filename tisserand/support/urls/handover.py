"""Addresses of handovers."""

from django.urls import path

from tisserand.support.views import handover, handover_start

HANDOVER = "dossiers/<uuid:dossier_id>/relais/<uuid:handover_id>"
BATCH = "relais/<uuid:batch_id>"

urlpatterns = [
    path("relais/", handover.handover_list, name="handover_list"),
    path("relais/nouveau/", handover_start.handover_start, name="handover_start"),
    path("relais/taches/<uuid:user_id>/", handover_start.leaving_tasks, name="leaving_tasks"),
    path("relais/panneau/", handover.handover_panel, name="handover_panel"),
    path(f"{BATCH}/", handover_start.handover_batch, name="handover_batch"),
    path(f"{BATCH}/avancement/", handover_start.handover_progress, name="handover_progress"),
    path(f"{BATCH}/annuler/", handover_start.handover_batch_undo, name="handover_batch_undo"),
    path(f"{HANDOVER}/", handover.handover_detail, name="handover_detail"),
    path(f"{HANDOVER}/resume/", handover.handover_write, name="handover_write"),
    path(f"{HANDOVER}/dit/", handover.handover_tell, name="handover_tell"),
    path(f"{HANDOVER}/pris/", handover.handover_take, name="handover_take"),
    path(f"{HANDOVER}/decliner/", handover.handover_decline, name="handover_decline"),
    path(f"{HANDOVER}/annuler/", handover.handover_call_off, name="handover_call_off"),
    path(f"{HANDOVER}/imprimer/", handover.handover_print, name="handover_print"),
]
