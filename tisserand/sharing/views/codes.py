"""The sharing code: handed to the person, used by whoever they give it to, answered by those who keep the dossier."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tisserand.accounts.actors import Actor
from tisserand.accounts.limits import limited
from tisserand.accounts.once import once_shown, show_once
from tisserand.audit.services import record_read
from tisserand.common.access import Action
from tisserand.common.clock import now
from tisserand.people.models import Person
from tisserand.people.page import person_page
from tisserand.sharing.choices import JoinState
from tisserand.sharing.codes import digests_of, picture_of
from tisserand.sharing.forms.codes import DeclineForm, JoinForm
from tisserand.sharing.models import JoinRequest, SharingCode
from tisserand.sharing.policies import may_ask_to_join
from tisserand.sharing.queries import (
    code_of,
    requests_made,
    requests_to_answer,
    requests_visible_to,
    said_with_requests,
)
from tisserand.sharing.services.codes import (
    UnknownCode,
    answer_with_agreement,
    ask_to_join,
    check_code,
    decline_request,
    end_code,
    make_code,
)
from tisserand.sharing.views.loading import load_kept

A_FEW = 20
SHOWN = 5  # on Aujourd’hui


@require_GET
def code_detail(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The code that the person holds, and who asked with it."""
    actor = request.actor
    person = load_kept(actor, person_id)
    record_read(actor=actor, person_id=person.pk, part="sharing.code")
    context = person_page(actor, person, active="sharing.consent_list") | {
        "code": code_of(actor, person),
        "now": now(),
        "requests": requests_to_answer(actor, person)[:A_FEW],
    }
    return render(request, "sharing/code_detail.html", context)


def _letters_again(request: HttpRequest, shown: dict[str, str], person_id: UUID) -> HttpResponse | None:
    """The same card, for a form sent twice; nothing once the code was renewed or taken back."""
    person = load_kept(request.actor, person_id)
    code = code_of(request.actor, person)
    if code is None or code.digest not in digests_of(shown["letters"]):
        return None
    return _code_card(request, person, code, shown["letters"])


@require_POST
@never_cache
@once_shown(_letters_again)
def code_make(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Make a code and show it, this once: on screen, to be printed or copied."""
    person = load_kept(request.actor, person_id)
    code, letters = make_code(actor=request.actor, person=person, now=now())
    return _code_card(request, person, code, letters)


def _code_card(request: HttpRequest, person: Person, code: SharingCode, letters: str) -> HttpResponse:
    show_once(request, {"letters": letters}, then=reverse("sharing:code_detail", args=[person.pk]))
    # After the « # », the letters stay in the browser: no server, ours included, sees them in an address.
    address = f"{request.build_absolute_uri(reverse('sharing:join_create'))}#{letters}"
    context = person_page(request.actor, person, active="sharing.consent_list") | {
        "code": code,
        "letters": letters,
        "address": request.build_absolute_uri(reverse("sharing:join_create")),
        "picture": picture_of(address),
    }
    return render(request, "sharing/code_card.html", context)


@require_POST
def code_end(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The code leads to nobody any more."""
    person = load_kept(request.actor, person_id)
    end_code(actor=request.actor, person=person, now=now())
    messages.success(request, "Le code est annulé : il ne mène plus à personne.")
    return redirect("sharing:code_detail", person.pk)


@require_http_methods(["GET", "POST"])
@limited("sharing_code", rate="30/h")
def join_create(request: HttpRequest) -> HttpResponse:
    """Ask to join, with the code that the person gave."""
    actor = request.actor
    if not may_ask_to_join(actor):
        raise Http404
    form = JoinForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        try:
            asked = _asked(actor, form)
        except UnknownCode as told:
            form.add_error("code", told)
        except ValidationError as told:
            form.add_error(None, told)
        else:
            if asked is not None:
                messages.success(
                    request,
                    f"La demande est partie à {asked.organisation.name}. Rien n’est ouvert avant l’accord de la "
                    "personne.",
                )
                return redirect("sharing:join_create")
    made = list(requests_made(actor)[:A_FEW])
    context = {"form": form, "made": made, "ours": said_with_requests(actor, made)}
    return render(request, "sharing/join_create.html", context, status=422 if form.errors else 200)


def _asked(actor: Actor, form: JoinForm) -> JoinRequest | None:
    """The request, once all was said; nothing while it is to be said whether we know the person already."""
    said = form.cleaned_data
    if form.asks:
        check_code(actor=actor, said_code=said["code"], now=now())
        return None
    return ask_to_join(
        actor=actor,
        said_code=said["code"],
        said_name=said["said_name"],
        purpose=said["purpose"],
        same=form.same,
        now=now(),
    )


@require_GET
def join_panel(request: HttpRequest) -> HttpResponse:
    """On *Aujourd’hui*: who asked and waits for an answer; nothing when nobody does."""
    actor = request.actor
    waiting = requests_visible_to(actor, Action.EDIT).filter(state=JoinState.ASKED)
    asked = list(waiting.select_related("person", "from_organisation").order_by("created_at")[:SHOWN])
    if not asked:
        return HttpResponse()
    for person_id in {one.person_id for one in asked}:
        record_read(actor=actor, person_id=person_id, part="sharing.request")
    return render(request, "sharing/_join_panel.html", {"requests": asked})


def _load(request: HttpRequest, request_id: UUID) -> JoinRequest:
    rows = requests_visible_to(request.actor, Action.EDIT).select_related("person", "from_organisation")
    return get_object_or_404(rows, pk=request_id)


@require_POST
def join_accept(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Prepare an agreement with who asks: the person decides."""
    asked = _load(request, request_id)
    try:
        consent = answer_with_agreement(actor=request.actor, request=asked, now=now())
    except ValidationError as told:
        messages.error(request, told.messages[0])
        return redirect("sharing:code_detail", asked.person_id)
    messages.success(request, "Un accord est en préparation : complétez-le avec la personne.")
    return redirect("sharing:consent_edit", consent.person_id, consent.pk)


@require_http_methods(["GET", "POST"])
def join_decline(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Say no, with a word for who asked."""
    actor = request.actor
    asked = _load(request, request_id)
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            decline_request(actor=actor, request=asked, answer=form.cleaned_data["answer"], now=now())
        except ValidationError as told:
            messages.error(request, told.messages[0])
        else:
            messages.success(request, "La réponse est partie.")
        return redirect("sharing:code_detail", asked.person_id)
    person = load_kept(actor, asked.person_id)
    context = person_page(actor, person, active="sharing.consent_list") | {"form": form, "asked": asked}
    return render(request, "sharing/join_decline.html", context)
