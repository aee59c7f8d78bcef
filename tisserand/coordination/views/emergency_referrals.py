"""« Pour ce soir »: a roof, a meal, care, shelter from violence; several places nearby, asked in one gesture."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from tisserand.accounts.once import once
from tisserand.accounts.searching import get_or_post, opened_search, seal_search
from tisserand.audit.services import record_read
from tisserand.common.clock import now
from tisserand.common.communes import commune_of
from tisserand.coordination.forms.emergency_referrals import TonightForm
from tisserand.coordination.referral_content import contacts_to_give
from tisserand.coordination.referral_nearby import (
    TONIGHT,
    Nearby,
    commune_code_of,
    doorways_tonight,
    open_tonight,
)
from tisserand.coordination.referral_offered import contact_words
from tisserand.coordination.services.emergency_referrals import refer_tonight
from tisserand.coordination.views.referral_loading import LIST, TAB, dossier_of, load_person
from tisserand.directory.choices import Room
from tisserand.directory.doorways import DOORWAYS
from tisserand.directory.service_words import phone_words
from tisserand.directory.spots import commune_named
from tisserand.people.page import person_page
from tisserand.ui.answering import answer_form
from tisserand.ui.templatetags.words import date_fr, plural

ASKED = {
    "dormir": "Une place pour cette nuit",
    "manger": "Un repas ou un colis aujourd’hui",
    "sante": "Une consultation aujourd’hui",
    "violences": "Une mise à l’abri",
}
SENT = "C’est parti à {}. Appelez-les : la page de chaque orientation garde leur réponse."


@get_or_post
@once
def referral_tonight(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Choose the need, the places, say why once; all of them are asked at once."""
    person = load_person(request, person_id)
    key = request.GET.get("besoin", "")
    key = key if key in TONIGHT else next(iter(TONIGHT))
    if request.method == "POST" and "q" in request.POST:
        return seal_search(request, "q", besoin=key)
    typed = opened_search(request, "q").get("q", "")
    commune = commune_named(typed) if typed else commune_of(commune_code_of(person))
    places = open_tonight(request.actor, DOORWAYS[key], commune.code if commune else "", now())
    contacts = {str(each.pk): each for each in contacts_to_give(person)}
    form = TonightForm(
        request.POST or None,
        services=[(str(place.service.pk), _words(place)) for place in places],
        contacts=[(each, contact_words(each)) for each in contacts.values()],
        initial={"asked": ASKED[key]},
    )

    dossier = dossier_of(request.actor, person)
    dossier.person = person

    def save() -> None:
        chosen = form.cleaned_data["services"]
        sent = refer_tonight(
            actor=request.actor,
            dossier=dossier,
            services=[place.service for place in places if str(place.service.pk) in chosen],
            contact=contacts.get(form.cleaned_data.get("contact", "")),
            said=form.said(TONIGHT[key]),
            now=now(),
        )
        messages.success(request, SENT.format(plural(len(sent), "lieu,lieux")))

    def frame() -> dict[str, Any]:
        record_read(actor=request.actor, person_id=person.pk, part=LIST)
        shown = {"needs": doorways_tonight(), "need": key, "commune": commune, "typed": typed}
        return person_page(request.actor, person, active=TAB) | shown | {"places": places}

    return answer_form(
        request,
        form,
        save,
        template="coordination/referral_tonight.html",
        context=frame,
        then=reverse("coordination:referral_list", args=[person.pk]),
    )


def _words(place: Nearby) -> str:
    """« Dix-huit lits, La Halte de nuit, Valmont, à 2 km · Ouvert jusqu’à 9 h · De la place · 03 53 … »."""
    service, life = place.service, place.life
    house = service.structure.name
    named = service.name if house in service.name else f"{service.name}, {house}"
    where = ", ".join(filter(None, [named, service.commune, place.distance]))
    state = place.now.words if place.now else "horaires inconnus\u00a0: appelez"
    if life.is_closed:
        state = f"Fermé jusqu’au {date_fr(life.closed_until)}" if life.closed_until else "Fermé"
    room = f"{Room(life.room).label.capitalize()}, à ce qu’on sait" if life.room else ""
    return " · ".join(
        filter(None, [where, state, room, phone_words(service.phone or service.structure.phone)])
    )
