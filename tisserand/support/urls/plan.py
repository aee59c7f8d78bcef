"""Addresses of the plan, its agreements and reviews."""

from django.urls import path

from tisserand.support.views import (
    plan,
    plan_agreements,
    plan_goals,
    plan_print,
    plan_refusals,
    plan_reviews,
    plan_steps,
    reports,
)

PLAN = "dossiers/<uuid:dossier_id>/projet/"
GOAL = f"{PLAN}objectifs/<uuid:goal_id>/"
STEP = f"{PLAN}etapes/<uuid:step_id>/"
AGREEMENT = f"{PLAN}versions/<int:version>/"
REFUSALS = f"{PLAN}desaccords/"
REVIEW = f"{PLAN}bilans/<uuid:review_id>/"

urlpatterns = [
    path(PLAN, plan.plan_detail, name="plan_detail"),
    path(f"{PLAN}ce-qui-compte/", plan.plan_aspire, name="plan_aspire"),
    path(f"{PLAN}imprimer/", plan_print.plan_print, name="plan_print"),
    path(f"{PLAN}objectifs/nouveau/", plan_goals.goal_add, name="goal_add"),
    path(GOAL, plan_goals.goal_edit, name="goal_edit"),
    path(f"{GOAL}retirer/", plan_goals.goal_remove, name="goal_remove"),
    path(f"{GOAL}gagne/", plan_goals.goal_reach, name="goal_reach"),
    path(f"{GOAL}mettre-de-cote/", plan_goals.goal_set_aside, name="goal_set_aside"),
    path(f"{GOAL}reprendre/", plan_goals.goal_reopen, name="goal_reopen"),
    path(f"{GOAL}place/", plan_goals.goal_place, name="goal_place"),
    path(f"{GOAL}etapes/nouvelle/", plan_steps.step_add, name="step_add"),
    path(STEP, plan_steps.step_edit, name="step_edit"),
    path(f"{STEP}retirer/", plan_steps.step_remove, name="step_remove"),
    path(f"{STEP}faite/", plan_steps.step_complete, name="step_complete"),
    path(f"{STEP}a-refaire/", plan_steps.step_reopen, name="step_reopen"),
    path(f"{STEP}etat/", plan_steps.step_move, name="step_move"),
    path(f"{STEP}abandonner/", plan_steps.step_abandon, name="step_abandon"),
    path(f"{STEP}place/", plan_steps.step_place, name="step_place"),
    path(f"{STEP}avancee/", plan_steps.step_victory, name="step_victory"),
    path("invite/etapes/<uuid:step_id>/", reports.guest_step_report, name="guest_step_report"),
    path(f"{PLAN}resultats/<uuid:report_id>/", reports.report_decide, name="report_decide"),
    path("resultats/volet/", reports.report_panel, name="report_panel"),
    path(f"{PLAN}accord/", plan_agreements.agreement_create, name="agreement_create"),
    path(f"{REFUSALS}nouveau/", plan_refusals.refusal_create, name="refusal_create"),
    path(f"{REFUSALS}<uuid:refusal_id>/", plan_refusals.refusal_detail, name="refusal_detail"),
    path(f"{PLAN}versions/", plan_agreements.agreement_list, name="agreement_list"),
    path(AGREEMENT, plan_agreements.agreement_detail, name="agreement_detail"),
    path(f"{AGREEMENT}imprimer/", plan_print.agreement_print, name="agreement_print"),
    path(f"{PLAN}bilans/", plan_reviews.review_list, name="review_list"),
    path(f"{PLAN}bilans/date/", plan_reviews.review_plan, name="review_plan"),
    path(REVIEW, plan_reviews.review_detail, name="review_detail"),
    path(f"{REVIEW}preparer/", plan_reviews.review_prepare, name="review_prepare"),
    path(f"{REVIEW}tenir/", plan_reviews.review_hold, name="review_hold"),
]
