"""A peer mediator adds to the journal, in their own voice, from the partner's door."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tisserand.accounts.once import once
from tisserand.audit.services import record_read
from tisserand.common.clock import now, today
from tisserand.sharing.guarantors import frame_of
from tisserand.sharing.models import Grant
from tisserand.sharing.policies import right_of
from tisserand.sharing.queries import open_grant
from tisserand.support.forms.voice import VoiceForm
from tisserand.support.models import Entry
from tisserand.support.queries.voices import voices_of
from tisserand.support.services.voices import PART, correct_voice, write_voice
from tisserand.ui.answering import answer_form


def _load(request: HttpRequest, grant_id: UUID) -> Grant:
    """An opening made for a peer mediator, that lets this one in at this moment."""
    grant = open_grant(request.actor, grant_id)
    if grant is None or not grant.is_peer or not request.actor.is_peer:
        raise Http404
    return grant


def _frame(request: HttpRequest, grant: Grant) -> dict[str, Any]:
    record_read(
        actor=request.actor, person_id=grant.person_id, part=PART, object_id=grant.pk, right=right_of(grant)
    )
    return {"grant": grant, "person": grant.person, "frame": frame_of(grant, on=today())}


def _back(grant: Grant) -> str:
    return reverse("sharing:opening_detail", args=[grant.pk])


@require_http_methods(["GET", "POST"])
@login_required
@once
def voice_write(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """Say something to the team."""
    grant = _load(request, grant_id)
    form = VoiceForm(request.POST or None, instance=Entry(), today=today())
    return answer_form(
        request,
        form,
        lambda: write_voice(
            actor=request.actor,
            grant=grant,
            body=form.cleaned_data["body"],
            happened_at=form.happened_at,
            now=now(),
        ),
        template="support/voice_write.html",
        context=lambda: _frame(request, grant),
        then=_back(grant),
        said="C’est écrit. L’équipe le lira.",
    )


@require_http_methods(["GET", "POST"])
@login_required
def voice_correct(request: HttpRequest, grant_id: UUID, entry_id: UUID) -> HttpResponse:
    """Say it otherwise."""
    grant = _load(request, grant_id)
    entry = get_object_or_404(voices_of(request.actor, grant), pk=entry_id)
    form = VoiceForm(request.POST or None, instance=entry, today=today())
    return answer_form(
        request,
        form,
        lambda: correct_voice(
            actor=request.actor,
            entry=entry,
            body=form.cleaned_data["body"],
            happened_at=form.happened_at,
            expected=form.expected_revision,
            now=now(),
        ),
        template="support/voice_write.html",
        context=lambda: _frame(request, grant) | {"entry": entry},
        then=_back(grant),
        said="C’est corrigé.",
    )
