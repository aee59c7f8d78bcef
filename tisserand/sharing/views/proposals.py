"""What partners propose to add to an account: written through an opening, answered by those who keep the account."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tisserand.accounts.once import once
from tisserand.audit.services import record_read
from tisserand.common.clock import now
from tisserand.people.page import person_page
from tisserand.sharing.choices import ShareLevel
from tisserand.sharing.forms.account import DeclineForm, ProposalForm, TakeUpForm
from tisserand.sharing.models import AccountBlock, Proposal
from tisserand.sharing.policies import right_of
from tisserand.sharing.queries import blocks_visible_to, proposals_kept, proposals_waiting
from tisserand.sharing.scope import of_grant
from tisserand.sharing.services.proposals import (
    PART,
    create_proposal,
    decline_proposal,
    take_up_proposal,
)
from tisserand.sharing.views.account import TAB, account_address
from tisserand.sharing.views.loading import load_kept
from tisserand.sharing.views.openings import PART as OPENING_PART
from tisserand.sharing.views.openings import load_opening
from tisserand.ui.answering import answer_form

A_FEW = 5


@require_http_methods(["GET", "POST"])
@once
def proposal_create(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """A partner proposes an addition or a correction, on a topic that the person agreed to share with them."""
    actor = request.actor
    grant = load_opening(actor, grant_id)
    scope = of_grant(grant)
    if not scope.goes_to(ShareLevel.ACCOUNT) or not scope.topics:
        raise Http404
    if request.method == "GET":
        record_read(
            actor=actor,
            person_id=grant.person_id,
            part=OPENING_PART,
            object_id=grant.pk,
            right=right_of(grant),
        )
    form = ProposalForm(request.POST or None, topics=scope.topics, instance=Proposal())
    return answer_form(
        request,
        form,
        lambda: create_proposal(
            actor=actor,
            grant=grant,
            topic=form.cleaned_data["topic"],
            text=form.cleaned_data["text"],
            now=now(),
        ),
        template="sharing/proposal_create.html",
        context=lambda: {"grant": grant, "person": grant.person},
        then=reverse("sharing:opening_detail", args=[grant.pk]) + "#propositions",
        said=f"C’est proposé à {grant.organisation.name}. La réponse paraîtra ici.",
    )


@require_http_methods(["GET", "POST"])
def proposal_decide(request: HttpRequest, person_id: UUID, proposal_id: UUID) -> HttpResponse:
    """Read what a partner proposes beside what is written, then take it up or not."""
    actor = request.actor
    person = load_kept(actor, person_id)
    proposal = get_object_or_404(proposals_kept(actor).filter(person=person), pk=proposal_id)
    block = blocks_visible_to(actor).filter(person=person, topic=proposal.topic).first()
    written = block.text if block else ""  # as it stands: the form is about to hold the block
    declines = request.POST.get("decision") == "decline"
    take = _take_form(request, proposal, block, is_sent=request.method == "POST" and not declines)
    decline = DeclineForm(request.POST if declines else None, auto_id="no_%s")
    if request.method == "GET":
        record_read(actor=actor, person_id=person.pk, part=PART, object_id=proposal.pk)

    def save() -> None:
        if declines:
            decline_proposal(actor=actor, proposal=proposal, now=now(), **decline.cleaned_data)
        else:
            take_up_proposal(actor=actor, proposal=proposal, now=now(), **take.said())

    response = answer_form(
        request,
        decline if declines else take,
        save,
        template="sharing/proposal_decide.html",
        context=lambda: (
            person_page(actor, person, active=TAB)
            | {"proposal": proposal, "written": written, "take": take, "decline": decline}
        ),
        then=account_address(person.pk, "" if declines else f"theme-{proposal.topic}"),
        said="La réponse est donnée." if declines else "C’est repris dans l’essentiel.",
    )
    if request.method == "POST" and proposal.decided_at:  # somebody answered before: both are shown
        response.status_code = HTTPStatus.CONFLICT
    return response


def _take_form(
    request: HttpRequest, proposal: Proposal, block: AccountBlock | None, *, is_sent: bool
) -> TakeUpForm:
    new = AccountBlock(
        person_id=proposal.person_id,
        organisation_id=proposal.organisation_id,
        topic=proposal.topic,
        revision=0,
    )
    initial = {"text": proposal.text}
    return TakeUpForm(request.POST if is_sent else None, instance=block or new, initial=initial)


@require_GET
def proposal_panel(request: HttpRequest) -> HttpResponse:
    """On *Aujourd’hui*: what partners propose, longest waiting first; nothing when nothing waits."""
    if not request.actor.is_accompanying:
        return HttpResponse()
    rows = list(proposals_waiting(request.actor)[: A_FEW + 1])
    if not rows:
        return HttpResponse()
    context = {"proposals": rows[:A_FEW], "more": len(rows) > A_FEW}
    return render(request, "sharing/_proposal_panel.html", context)
