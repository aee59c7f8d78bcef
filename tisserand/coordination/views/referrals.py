"""Referrals of someone, for those who accompany them: listed, prepared, shown, sent, followed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tisserand.accounts.once import once
from tisserand.audit.services import record_read
from tisserand.common.clock import now, today
from tisserand.coordination.forms.referrals import AgainForm, CompleteForm, KeepForm, ReferralForm, RevokeForm
from tisserand.coordination.models import Referral
from tisserand.coordination.queries.referrals import moves_of, referrals_of
from tisserand.coordination.referral_choices import ReferralState, Side
from tisserand.coordination.referral_content import digest_of, referral_content
from tisserand.coordination.referral_nearby import alternatives_to
from tisserand.coordination.referral_offered import begun_from, offered
from tisserand.coordination.referral_page import buttons_of, look_of, standing_words
from tisserand.coordination.services import referring
from tisserand.coordination.services.referral_answers import keep_answer, last_answer, take_back_answer
from tisserand.coordination.services.referral_links import member_for
from tisserand.coordination.views.referral_loading import (
    LIST,
    TAB,
    about,
    address,
    ask,
    dossier_of,
    gesture,
    load_person,
    load_referral,
)
from tisserand.people.page import person_page
from tisserand.sharing.choices import Channel
from tisserand.sharing.queries import guests_of
from tisserand.support.choices import ItemKind
from tisserand.support.models import Dossier, MapItem
from tisserand.ui.answering import answer_form

A_PAGE = 20
A_FEW = 8
HELD_ALREADY = "Le lien déjà remis mène aussi ici, avec le même code. S’il est perdu, renouvelez-le."
NEEDS_ANOTHER = (ReferralState.REFUSED, ReferralState.REDIRECTED, ReferralState.EXPIRED)


@require_GET
def referral_list(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Where someone was sent, latest first."""
    person = load_person(request, person_id)
    record_read(actor=request.actor, person_id=person.pk, part=LIST)
    page = Paginator(referrals_of(request.actor, person), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "referrals": [(row, look_of(row, today())) for row in page],
        "difficulties": _difficulties(dossier_of(request.actor, person)),
    }
    frame = person_page(request.actor, person, active=TAB)
    return render(request, "coordination/referral_list.html", frame | context)


def _difficulties(dossier: Dossier) -> list[MapItem]:
    """What stands on the map and is not untied: from each, the way to the services that fit."""
    rows = MapItem.objects.filter(map__dossier=dossier, removed_at=None, resolved_on=None)
    return list(rows.exclude(kind=ItemKind.STRENGTH).order_by("-is_urgent", "created_at", "pk")[:A_FEW])


@require_http_methods(["GET", "POST"])
@once
def referral_create(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Where to, why, what is told: nothing leaves before the next page."""
    person = load_person(request, person_id)
    dossier = dossier_of(request.actor, person)
    referral = begun_from(request.GET, Referral(person=person, dossier=dossier))
    referral.organisation_id = request.actor.organisation_id
    choices = offered(request.actor, referral, today())
    form = ReferralForm(request.POST or None, instance=referral, **choices)

    def save() -> None:
        referring.prepare_referral(
            actor=request.actor, person=person, dossier=dossier, referral=form.instance, now=now()
        )

    def frame() -> dict[str, Any]:
        record_read(actor=request.actor, person_id=person.pk, part=LIST)
        back = reverse("coordination:referral_list", args=[person.pk])
        return person_page(request.actor, person, active=TAB) | {"referral": referral, "back": back}

    return answer_form(
        request,
        form,
        save,
        template="coordination/referral_form.html",
        context=frame,
        then=lambda: address(form.instance),
    )


@require_http_methods(["GET", "POST"])
def referral_edit(request: HttpRequest, person_id: UUID, referral_id: UUID) -> HttpResponse:
    """Rewrite what has not left."""
    referral = load_referral(request, person_id, referral_id)
    if referral.state != ReferralState.PREPARING:
        return redirect(address(referral))
    form = ReferralForm(request.POST or None, instance=referral, **offered(request.actor, referral, today()))

    def save() -> None:
        referring.edit_referral(
            actor=request.actor, referral=form.instance, expected=form.expected_revision, now=now()
        )

    return answer_form(
        request,
        form,
        save,
        template="coordination/referral_form.html",
        context=lambda: about(request, referral, back=address(referral)),
        then=address(referral),
    )


@require_GET
def referral_detail(request: HttpRequest, person_id: UUID, referral_id: UUID) -> HttpResponse:
    """Before it leaves, exactly what will; then where it stands, and what comes next."""
    referral = load_referral(request, person_id, referral_id)
    preparing = referral.state == ReferralState.PREPARING
    content = referral_content(referral) if preparing else referral.content or {}
    needs_another = referral.state in NEEDS_ANOTHER or referral.is_late(today())
    context = {
        "content": content,
        "shown": digest_of(content) if preparing else "",
        "moves": moves_of(referral),
        "buttons": buttons_of(referral, Side.SENDER),
        "last": last_answer(referral),
        "alternatives": alternatives_to(request.actor, referral, now=now()) if needs_another else [],
        "needs_another": needs_another,
    }
    return render(request, "coordination/referral_detail.html", about(request, referral, **context))


@require_POST
def referral_send(request: HttpRequest, person_id: UUID, referral_id: UUID) -> HttpResponse:
    """It leaves, as it was shown."""
    referral = load_referral(request, person_id, referral_id)
    shown = request.POST.get("shown", "")
    return gesture(
        request,
        lambda: referring.send_referral(actor=request.actor, referral=referral, shown=shown, now=now()),
        address(referral),
        said="C’est parti. Vous saurez ici ce qu’il en advient."
        if referral.to_organisation_id
        else "C’est noté comme parti. Ils n’ont pas de compte\u00a0: remettez-leur un lien, ou prévenez-les vous-même.",
    )


@require_http_methods(["GET", "POST"])
def referral_complete(request: HttpRequest, person_id: UUID, referral_id: UUID) -> HttpResponse:
    """Answer what was asked for."""
    referral = load_referral(request, person_id, referral_id)
    form = CompleteForm(request.POST or None)
    return ask(
        request,
        referral,
        form,
        lambda: referring.complete_referral(
            actor=request.actor, referral=referral, words=form.cleaned_data["words"], now=now()
        ),
        title="Compléter",
        note=f"{referral.to_name} demande : {referral.words}",
        submit="Envoyer",
        said="C’est envoyé.",
    )


@require_http_methods(["GET", "POST"])
def referral_send_again(request: HttpRequest, person_id: UUID, referral_id: UUID) -> HttpResponse:
    """Ask once more."""
    referral = load_referral(request, person_id, referral_id)
    form = AgainForm(request.POST or None, urgency=referral.urgency)
    return ask(
        request,
        referral,
        form,
        lambda: referring.send_again(
            actor=request.actor, referral=referral, answer_by=form.cleaned_data["answer_by"], now=now()
        ),
        title="Relancer",
        note="La demande redevient nouvelle chez eux, avec une autre date. Un appel aide souvent.",
        submit="Relancer",
        said="C’est relancé.",
    )


@require_http_methods(["GET", "POST"])
def referral_revoke(request: HttpRequest, person_id: UUID, referral_id: UUID) -> HttpResponse:
    """Take it back."""
    referral = load_referral(request, person_id, referral_id)
    form = RevokeForm(request.POST or None)
    return ask(
        request,
        referral,
        form,
        lambda: referring.revoke_referral(
            actor=request.actor, referral=referral, words=form.cleaned_data["words"], now=now()
        ),
        title="Retirer cette orientation",
        note=f"{referral.to_name} ne la lira plus dès sa prochaine page. Ce qui a déjà été lu reste connu.",
        submit="Retirer",
        said="Elle est retirée : plus personne ne la lit là-bas.",
    )


@require_POST
def referral_remove(request: HttpRequest, person_id: UUID, referral_id: UUID) -> HttpResponse:
    """What was prepared will not leave."""
    referral = load_referral(request, person_id, referral_id)
    return gesture(
        request,
        lambda: referring.remove_referral(actor=request.actor, referral=referral, now=now()),
        reverse("coordination:referral_list", args=[person_id]),
        said="La préparation est abandonnée. Rien n’était parti.",
    )


@require_POST
def referral_see(request: HttpRequest, person_id: UUID, referral_id: UUID) -> HttpResponse:
    """The answer is read."""
    referral = load_referral(request, person_id, referral_id)
    return gesture(
        request,
        lambda: referring.see_answer(actor=request.actor, referral=referral, now=now()),
        address(referral),
        said="C’est noté comme lu.",
    )


@require_POST
def referral_take_back(request: HttpRequest, person_id: UUID, referral_id: UUID) -> HttpResponse:
    """The answer noted was a mistake."""
    referral = load_referral(request, person_id, referral_id)
    return gesture(
        request,
        lambda: take_back_answer(actor=request.actor, referral=referral, now=now()),
        address(referral),
        said="La réponse est reprise. L’historique garde les deux gestes.",
    )


@require_http_methods(["GET", "POST"])
@once
def referral_keep(request: HttpRequest, person_id: UUID, referral_id: UUID) -> HttpResponse:
    """The answer goes into the journal, and to the plan."""
    referral = load_referral(request, person_id, referral_id)
    form = KeepForm(
        request.POST or None, has_step=referral.step is not None, initial={"body": _note(referral)}
    )
    return ask(
        request,
        referral,
        form,
        lambda: keep_answer(
            actor=request.actor,
            referral=referral,
            body=form.cleaned_data["body"],
            ticks_step=form.cleaned_data.get("ticks_step", False),
            now=now(),
        ),
        title="Garder au fil",
        note="Une note, rattachée à l’objectif et à l’étape s’il y en a.",
        said="C’est écrit au fil.",
        once=True,
    )


def _note(referral: Referral) -> str:
    said = f"Orientation vers {referral.to_name} ({referral.asked}) : {referral.get_state_display()}"
    outcome = f", {referral.get_outcome_display()}" if referral.outcome else ""
    words = f" « {referral.words} »" if referral.words else ""
    return f"{said}{outcome}.{words}"


@require_POST
def referral_link(request: HttpRequest, person_id: UUID, referral_id: UUID) -> HttpResponse:
    """A link by which they answer without an account: whoever holds it comes into the circle, then gets the link."""
    referral = load_referral(request, person_id, referral_id)
    member = member_for(actor=request.actor, referral=referral, now=now())
    held = guests_of(request.actor, referral.person).filter(member=member, ended_at=None).first()
    if held is not None:
        messages.info(request, HELD_ALREADY)
        return redirect("sharing:guest_detail", person_id, held.pk)
    by_mail = f"&par={Channel.EMAIL}" if member.email else ""
    return redirect(f"{reverse('sharing:guest_invite', args=[person_id])}?membre={member.pk}{by_mail}")


@require_GET
def referral_standing(request: HttpRequest, person_id: UUID, referral_id: UUID) -> HttpResponse:
    """« Où en est ma demande », in plain words, to read or print with the person."""
    referral = load_referral(request, person_id, referral_id)
    context = about(
        request, referral, sentences=standing_words(referral, today()), moves=list(moves_of(referral))
    )
    return render(request, "coordination/referral_standing.html", context)
