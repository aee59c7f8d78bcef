"""Who answers for the frame of an agreement with a peer mediator: changed, read by both, looked over."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tisserand.accounts.once import once
from tisserand.common.access import Action
from tisserand.common.clock import now, today
from tisserand.sharing import services
from tisserand.sharing.choices import ConsentState
from tisserand.sharing.forms.guarantors import GuarantorForm
from tisserand.sharing.guarantors import changes_to_read, frames_kept, is_with_a_peer
from tisserand.sharing.models import Consent, GuarantorChange
from tisserand.sharing.policies import FRAME
from tisserand.sharing.tasks import queue_telling
from tisserand.sharing.views.decisions import answered
from tisserand.sharing.views.loading import load_consent

A_PAGE = 25
A_FEW = 5


@login_required
@require_http_methods(["GET", "POST"])
@once
def consent_guarantor(request: HttpRequest, person_id: UUID, consent_id: UUID) -> HttpResponse:
    """Another one answers for the frame: whoever leaves, or changes team, passes it on."""
    consent = load_consent(request, person_id, consent_id)
    if request.method == "GET" and (consent.state != ConsentState.GIVEN or not is_with_a_peer(consent)):
        return redirect("sharing:consent_detail", person_id, consent_id)
    return answered(
        request,
        consent,
        lambda data, held: GuarantorForm(data, consent=held, today=today()),
        _change,
        state=ConsentState.GIVEN,
        template="sharing/consent_guarantor.html",
        said="C’est noté. Les personnes concernées en sont prévenues.",
    )


@transaction.atomic
def _change(request: HttpRequest, consent: Consent, form: GuarantorForm) -> None:
    data = form.cleaned_data
    change = services.change_guarantor(
        actor=request.actor,
        consent=consent,
        guarantor=data["guarantor"],
        expected=data["revision"],
        now=now(),
    )
    if change:
        queue_telling(change)


@require_GET
@login_required
def guarantor_list(request: HttpRequest) -> HttpResponse:
    """The agreements with a peer that one keeps, those that want a guarantor first; or all those of someone (`de`)."""
    actor = request.actor
    if not actor.is_accompanying:
        raise Http404
    rows = frames_kept(actor, on=today())
    asked = request.GET.get("de", "")
    if asked:
        rows = rows.filter(guarantor_id=_uuid(asked))
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "sharing/guarantor_list.html", {"page": page, "asked": asked})


def _uuid(said: str) -> UUID:
    try:
        return UUID(said)
    except ValueError:
        raise Http404 from None


@require_GET
@login_required
def guarantor_panel(request: HttpRequest) -> HttpResponse:
    """On *Aujourd’hui*: the frame passed to me, or from me; agreements with a peer that want a guarantor."""
    actor = request.actor
    if not actor.is_accompanying:
        return HttpResponse()
    changes = list(changes_to_read(actor)[:A_FEW])
    adrift = list(frames_kept(actor, on=today()).filter(is_adrift=True)[: A_FEW + 1])
    if not changes and not adrift:
        return HttpResponse()
    context = {"changes": changes, "adrift": adrift[:A_FEW], "more": len(adrift) > A_FEW}
    return render(request, "sharing/_guarantor_panel.html", context)


@require_POST
@login_required
def guarantor_see(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """They have read that the frame passed."""
    rows = FRAME.filter(request.actor, Action.EDIT, GuarantorChange.objects.all())
    services.see_guarantor_change(
        actor=request.actor, change=get_object_or_404(rows, pk=change_id), now=now()
    )
    messages.success(request, "C’est noté comme lu.")
    return redirect("/")
