"""*Mes horaires*: what waits for me waits until then."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tisserand.accounts.forms.working import WorkingWeekForm
from tisserand.accounts.models import WorkingWeek
from tisserand.accounts.services.own_account import save_working_week
from tisserand.common.clock import now
from tisserand.ui.answering import answer_form


@login_required
@require_http_methods(["GET", "POST"])
def working_week(request: HttpRequest) -> HttpResponse:
    """One's ordinary week."""
    actor = request.actor
    known = WorkingWeek.objects.filter(user_id=actor.user_id).prefetch_related("spans").first()
    form = WorkingWeekForm(request.POST or None, instance=known or WorkingWeek(user_id=actor.user_id))
    return answer_form(
        request,
        form,
        lambda: save_working_week(
            actor=actor, week=form.instance, spans=form.spans(), expected=form.expected_revision, now=now()
        ),
        template="accounts/working_week.html",
        context=lambda: {"is_said": known is not None},
        then=reverse("accounts:profile"),
        said="Vos horaires sont enregistrés.",
        author="vous, dans une autre fenêtre",
    )
