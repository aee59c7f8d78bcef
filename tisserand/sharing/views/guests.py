"""Links for people without an account, for those who keep the dossier: given, renewed, taken back, answered."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tisserand.accounts.once import once, once_shown, show_once
from tisserand.audit.queries import events_by, lines_of
from tisserand.audit.services import record_read
from tisserand.common.clock import now, today
from tisserand.people.models import Person
from tisserand.sharing.choices import Channel
from tisserand.sharing.circle_page import CirclePage
from tisserand.sharing.codes import picture_of
from tisserand.sharing.forms.guests import GuestForm, GuestMessageForm, RenewForm
from tisserand.sharing.link_secrets import is_code, number_digests
from tisserand.sharing.models import CircleMember, Guest
from tisserand.sharing.queries import (
    guest_messages_kept,
    guest_messages_to_read,
    guests_of,
    guests_to_be,
    what_reads,
)
from tisserand.sharing.services.guest_words import answer_guest, see_guest_messages
from tisserand.sharing.services.guests import PART, invite_guest, post_guest_link, renew_guest, revoke_guest
from tisserand.sharing.views.form_keys import key_of
from tisserand.sharing.views.loading import about, load_kept
from tisserand.ui.answering import answer_form, show_refusal

MOST_LINES = 40
A_FEW = 5


def load_guest(request: HttpRequest, person_id: UUID, guest_id: UUID) -> tuple[Person, Guest]:
    """A link given about someone whom the actor accompanies."""
    person = load_kept(request.actor, person_id)
    return person, get_object_or_404(guests_of(request.actor, person), pk=guest_id)


def _card_again(
    request: HttpRequest, shown: dict[str, str], person_id: UUID, guest_id: UUID | None = None
) -> HttpResponse | None:
    """The same card, for a form sent twice; nothing once the link or its code was changed, or taken back."""
    person = load_kept(request.actor, person_id)
    guest = guests_of(request.actor, person).filter(pk=shown["guest"], ended_at=None).first()
    number, code = shown["number"], shown["code"]
    if guest is None or not is_code(code, guest.pk, guest.code_digest):
        return None
    if number and guest.digest not in number_digests(number):
        return None
    return _card(request, person, guest, number, code)


@require_http_methods(["GET", "POST"])
@never_cache
@once_shown(_card_again)
def guest_invite(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Give a link to someone of the circle, or to the person; it is shown once, with its code."""
    actor = request.actor
    person = load_kept(actor, person_id)
    form = GuestForm(request.POST or None, initial=_begun(request.GET), **_invitable(request, person))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            guest, number, code = invite_guest(
                actor=actor,
                person=person,
                member=form.member,
                link_channel=said["link_channel"],
                code_channel=said["code_channel"],
                expires_at=form.expires_at,
                now=now(),
            )
        except ValidationError as refused:
            show_refusal(form, refused)
        else:
            left = None
            if form.is_to_be_posted:
                left = post_guest_link(actor=actor, guest=guest, link=_link(request, number))
            return _card(request, person, guest, number, code, left=left)
    context = about(request, person, form=form)
    return render(
        request, "sharing/guest_invite.html", context, status=422 if form.is_bound and form.errors else 200
    )


def _begun(said: Any) -> dict[str, Any]:
    """For someone chosen on another page; by e-mail, the code then goes by telephone."""
    begun: dict[str, Any] = {"who": said.get("membre", "")} if said.get("membre") else {}
    if said.get("par") == Channel.EMAIL:
        begun |= {"link_channel": Channel.EMAIL, "is_posted": True, "code_channel": Channel.PHONE}
    return begun


def _link(request: HttpRequest, number: str) -> str:
    address = request.build_absolute_uri(reverse("sharing:guest_enter"))
    return f"{address}#{number}" if number else ""


def _invitable(request: HttpRequest, person: Person) -> dict[str, Any]:
    """Those who hold no link yet, each with what is open to them."""
    taken = set(guests_of(request.actor, person).filter(ended_at=None).values_list("member_id", flat=True))
    page = CirclePage(request.actor, person, today=today())
    members = [
        (member, _words(page, member))
        for member in guests_to_be(request.actor, person)
        if member.pk not in taken
    ]
    own = "" if None in taken else f"{person.name}, pour voir ce qui est partagé et qui a consulté"
    return {"own": own, "members": members}


def _words(page: CirclePage, member: CircleMember) -> str:
    around = page.around(member)
    opened = any(grant.to_member_id == member.pk for grant in page.grants)
    state = "un accord lui est ouvert" if opened else "rien ne lui est ouvert pour l’instant"
    return f"{around.name}, {member.get_kind_display()} ({state})"


def _card(
    request: HttpRequest, person: Person, guest: Guest, number: str, code: str, *, left: bool | None = None
) -> HttpResponse:
    """The link and its code, this once. After the « # », the number stays in the browser: no server sees it.

    `left`: whether the e-mail went, when one was asked for.
    """
    renew = reverse("sharing:guest_renew", args=[person.pk, guest.pk])
    show_once(request, {"guest": str(guest.pk), "number": number, "code": code}, then=renew)
    address = request.build_absolute_uri(reverse("sharing:guest_enter"))
    link = _link(request, number)
    context = about(
        request,
        person,
        guest=guest,
        number=number,
        code=code,
        address=address,
        link=link,
        left=left,
        picture=picture_of(link) if link else "",
    )
    return render(request, "sharing/guest_card.html", context)


@require_http_methods(["GET", "POST"])
def guest_detail(request: HttpRequest, person_id: UUID, guest_id: UUID) -> HttpResponse:
    """One link: whom it is for, what it leads to, who came in, what was said; the answer is written here."""
    actor = request.actor
    person, guest = load_guest(request, person_id, guest_id)
    form = GuestMessageForm(request.POST or None)
    form.fields["text"].label = "Votre réponse"
    if request.method == "GET":
        record_read(actor=actor, person_id=person.pk, part=PART, object_id=guest.pk)

    def save() -> None:
        text = form.cleaned_data["text"]
        answer_guest(actor=actor, guest=guest, text=text, key=key_of(request), now=now())

    return answer_form(
        request,
        form,
        save,
        template="sharing/guest_detail.html",
        context=lambda: about(request, person, guest=guest, now=now(), **_told(request, guest)),
        then=reverse("sharing:guest_detail", args=[person.pk, guest.pk]) + "#messages",
        said="La réponse est écrite : elle se lira par son compte."
        if guest.has_account
        else "La réponse est écrite : elle se lira à sa prochaine visite.",
    )


def _told(request: HttpRequest, guest: Guest) -> dict[str, Any]:
    thread = guest_messages_kept(request.actor).filter(guest=guest)
    opened = what_reads(guest, on=today())
    return {
        "goes_on": guest.ended_at is None or (guest.has_account and bool(opened)),
        "thread": thread,
        "waiting": [one for one in thread if one.author_id is None and one.seen_at is None],
        "opened": opened,
        "uses": lines_of(events_by(guest.pk)[:MOST_LINES]),
    }


@require_POST
def guest_see(request: HttpRequest, person_id: UUID, guest_id: UUID) -> HttpResponse:
    """What was said is read, without an answer."""
    person, guest = load_guest(request, person_id, guest_id)
    see_guest_messages(actor=request.actor, guest=guest, now=now())
    messages.success(request, "C’est noté comme lu.")
    return redirect("sharing:guest_detail", person.pk, guest.pk)


@require_http_methods(["GET", "POST"])
@never_cache
@once_shown(_card_again)
def guest_renew(request: HttpRequest, person_id: UUID, guest_id: UUID) -> HttpResponse:
    """Another code, or another link with its code: shown once."""
    person, guest = load_guest(request, person_id, guest_id)
    form = RenewForm(request.POST or None, initial={"what": "code"})
    if request.method == "POST" and form.is_valid():
        try:
            guest, number, code = renew_guest(
                actor=request.actor,
                guest=guest,
                with_link=form.cleaned_data["what"] == "both",
                expires_at=form.expires_at,
                now=now(),
            )
        except ValidationError as refused:
            show_refusal(form, refused)
        else:
            return _card(request, person, guest, number, code)
    context = about(request, person, guest=guest, form=form)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound and form.errors else HTTPStatus.OK
    return render(request, "sharing/guest_renew.html", context, status=status)


@require_http_methods(["GET", "POST"])
@once
def guest_revoke(request: HttpRequest, person_id: UUID, guest_id: UUID) -> HttpResponse:
    """The link leads nowhere any more, from the guest's next click on."""
    person, guest = load_guest(request, person_id, guest_id)
    if request.method == "POST":
        revoke_guest(actor=request.actor, guest=guest, now=now())
        messages.success(request, "Le lien est révoqué : il ne mène plus nulle part.")
        return redirect("sharing:guest_detail", person.pk, guest.pk)
    return render(request, "sharing/guest_revoke.html", about(request, person, guest=guest))


@require_GET
def guest_panel(request: HttpRequest) -> HttpResponse:
    """On *Aujourd’hui*: what guests said, and what the person took back; nothing when all was read."""
    if not request.actor.is_accompanying:
        return HttpResponse()
    rows = list(guest_messages_to_read(request.actor)[: A_FEW + 1])
    if not rows:
        return HttpResponse()
    context = {"waiting": rows[:A_FEW], "more": len(rows) > A_FEW}
    return render(request, "sharing/_guest_panel.html", context)
