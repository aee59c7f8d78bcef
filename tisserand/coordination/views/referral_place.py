"""A referral seen by who answers: at their organisation, by a link, or the sender who notes it for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tisserand.accounts.actors import Actor
from tisserand.audit.services import record_read
from tisserand.common.clock import now, today
from tisserand.coordination.forms.referrals import AnswerForm
from tisserand.coordination.models import Referral
from tisserand.coordination.queries.referrals import moves_of
from tisserand.coordination.referral_choices import Gesture, Side, possible
from tisserand.coordination.referral_page import BUTTONS, SLUGS, buttons_of, look_of
from tisserand.coordination.services.referral_answers import answer_referral, last_answer, take_back_answer
from tisserand.coordination.services.referral_holding import PART
from tisserand.ui.answering import answer_form

SAID = {
    Gesture.RECEIVE: "C’est pris en charge.",
    Gesture.ACCEPT: "C’est accepté. La personne et qui l’accompagne le sauront.",
    Gesture.REFUSE: "Le refus est noté, avec ses raisons.",
    Gesture.ASK_MORE: "La question est posée.",
    Gesture.REDIRECT: "C’est noté : qui oriente cherchera de ce côté.",
    Gesture.START: "C’est commencé.",
    Gesture.END: "C’est terminé. Merci d’avoir dit ce qui en est sorti.",
}
TITLES = {
    Gesture.RECEIVE: "Prendre en charge",
    Gesture.ACCEPT: "Accepter",
    Gesture.REFUSE: "Refuser, en disant pourquoi",
    Gesture.ASK_MORE: "Demander ce qui manque",
    Gesture.REDIRECT: "Adresser ailleurs",
    Gesture.START: "C’est commencé",
    Gesture.END: "C’est terminé",
}


@dataclass(frozen=True)
class Place:
    """One referral, and from where it is answered: `door` begins the names of addresses, `keys` their arguments."""

    actor: Actor
    referral: Referral
    door: str
    side: Side
    frame: Callable[..., dict[str, Any]]
    keys: tuple[Any, ...] = ()
    right: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    def url(self, name: str = "", *args: Any) -> str:
        """An address of this referral from there."""
        return reverse(f"coordination:{self.door}{name}", args=[*self.keys, self.referral.pk, *args])

    @property
    def back(self) -> str:
        """Its page."""
        return self.url("_detail" if self.door != "guest_referral" else "")


def note_reading(place: Place) -> None:
    """The trail says who looked, and by what right."""
    record_read(
        actor=place.actor,
        person_id=place.referral.person_id,
        part=PART,
        object_id=place.referral.pk,
        right=place.right,
    )


def about(place: Place, **more: Any) -> dict[str, Any]:
    """What every page of one referral shows from there; drawing it is reading."""
    if place.side == Side.RECEIVER:  # the frame of those who sent notes its own
        note_reading(place)
    shown = {"referral": place.referral, "place": place, "look": look_of(place.referral, today())}
    return place.frame() | shown | {"today": today(), "content": place.referral.content} | more


def detail_page(request: HttpRequest, place: Place, template: str, **more: Any) -> HttpResponse:
    """What was told, what is asked, what may be answered now."""
    buttons = [
        (button, place.url("_answer", button.slug)) for button in buttons_of(place.referral, place.side)
    ]
    last = last_answer(place.referral)
    context = {"buttons": buttons, "moves": list(moves_of(place.referral)), "last": last}
    return render(request, template, about(place, **context, **more))


def answer_page(request: HttpRequest, place: Place, slug: str, template: str) -> HttpResponse:
    """One gesture, on a page that asks what goes with it."""
    gesture = SLUGS.get(slug)
    if gesture is None:
        raise Http404
    if request.method == "GET" and gesture not in possible(place.referral.state, place.side):
        return redirect(place.back)
    form = AnswerForm(request.POST or None, gesture=gesture)
    # A press without a question: nothing was typed, and that is an answer.
    if request.method == "POST" and not request.POST.keys() - {"csrfmiddlewaretoken"}:
        form = AnswerForm({"words": ""}, gesture=gesture)
    label, _ = BUTTONS[gesture]
    words = {"title": TITLES[gesture], "submit": label, "back": place.back, "gesture": gesture}
    return answer_form(
        request,
        form,
        lambda: answer_referral(
            actor=place.actor, referral=place.referral, gesture=gesture, said=form.said, now=now()
        ),
        template=template,
        context=lambda: about(place, **words),
        then=place.back,
        said=SAID[gesture],
    )


def taken_back(request: HttpRequest, place: Place) -> HttpResponse:
    """The answer was a mistake."""
    try:
        take_back_answer(actor=place.actor, referral=place.referral, now=now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, "La réponse est reprise. L’historique garde les deux gestes.")
    return redirect(place.back)
