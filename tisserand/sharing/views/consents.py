"""Agreements prepared with someone, shown beforehand, read again; their gestures are in `decisions`."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tisserand.accounts.limits import limited
from tisserand.accounts.once import once
from tisserand.accounts.searching import typed
from tisserand.common.clock import now, today
from tisserand.common.rows import StaleRevision
from tisserand.people.models import Person
from tisserand.sharing import services
from tisserand.sharing.bases import WORDS, words_of
from tisserand.sharing.choices import ConsentState
from tisserand.sharing.consent_page import chosen_items, readings_of, story_of
from tisserand.sharing.forms.consents import A_YEAR, HALF_A_YEAR, ConsentForm
from tisserand.sharing.guarantors import changes_of, is_with_a_peer
from tisserand.sharing.models import Consent
from tisserand.sharing.policies import may_ask_to_join
from tisserand.sharing.queries import consents_to_review, kept_there_too
from tisserand.sharing.recipients import Recipient, of_grant, recipients_found, recipients_of_keys
from tisserand.sharing.scope import of_consent, sections_of
from tisserand.sharing.standing import missing_of
from tisserand.sharing.views.loading import about, load_consent, load_kept, note_reading
from tisserand.ui.conflicts import conflict_response

A_FEW = 5


@login_required
@require_http_methods(["GET", "POST"])
@once
def consent_create(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Begin an agreement: whom it would open to, what for, how far, until when."""
    person = load_kept(request.actor, person_id)
    consent = Consent(person=person, organisation_id=request.actor.organisation_id)
    return _prepared(request, person, consent)


@login_required
@require_http_methods(["GET", "POST"])
def consent_edit(request: HttpRequest, person_id: UUID, consent_id: UUID) -> HttpResponse:
    """Change an agreement in preparation."""
    consent = load_consent(request, person_id, consent_id)
    if consent.state != ConsentState.DRAFT and request.method == "GET":
        return redirect("sharing:consent_detail", person_id, consent_id)
    return _prepared(request, consent.person, consent)


def _prepared(request: HttpRequest, person: Person, consent: Consent) -> HttpResponse:
    form = ConsentForm(
        request.POST or None, instance=consent, actor=request.actor, person=person, found=_found(request)
    )
    if request.method == "POST" and "chercher" not in request.POST and form.is_valid():
        try:
            kept = _kept(request, form)
        except StaleRevision as stale:
            return conflict_response(request, form, stale)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            _tell_gone(request, form.gone)
            return redirect("sharing:consent_preview", person.pk, kept.pk)
    if not consent._state.adding:
        note_reading(request, consent)
    context = about(request, person, form=form, bases=WORDS.values(), consent=consent)
    return render(
        request, "sharing/consent_form.html", context, status=422 if _is_refused(request, form) else 200
    )


def _tell_gone(request: HttpRequest, gone: Collection[Recipient]) -> None:
    """Nobody is dropped without a word."""
    for one in gone:
        messages.warning(request, f"{one.words} : {one.gone_words}. L’accord ne lui ouvre rien.")


def _is_refused(request: HttpRequest, form: ConsentForm) -> bool:
    return request.method == "POST" and "chercher" not in request.POST and bool(form.errors)


def _kept(request: HttpRequest, form: ConsentForm) -> Consent:
    return services.prepare_consent(
        actor=request.actor,
        consent=form.instance,
        recipients=form.recipients_said,
        items=form.items_said,
        expected=form.expected_revision,
        now=now(),
    )


def _found(request: HttpRequest) -> list[Recipient]:
    """Without script, « Chercher » shows the page again with those found."""
    return recipients_found(request.actor, request.POST.get("q", "")) if "chercher" in request.POST else []


@require_POST
@login_required
@limited("search", rate="90/m")
def recipient_pick(request: HttpRequest) -> HttpResponse:
    """Those found as one types, under those already ticked (a fragment)."""
    if not may_ask_to_join(request.actor):
        raise Http404
    chosen = recipients_of_keys(request.actor, request.POST.getlist("recipients"))
    asked = typed(request, "q")
    found = [one for one in recipients_found(request.actor, asked) if one not in chosen]
    return render(request, "sharing/_recipients.html", {"chosen": chosen, "found": found, "asked": asked})


@require_GET
@login_required
def consent_preview(request: HttpRequest, person_id: UUID, consent_id: UUID) -> HttpResponse:
    """Exactly what those it opens to would see: the same rules, the same page."""
    consent = load_consent(request, person_id, consent_id)
    note_reading(request, consent)
    sections = sections_of(of_consent(consent))
    context = about(request, consent.person, consent=consent, sections=sections, missing=missing_of(consent))
    return render(request, "sharing/consent_preview.html", context)


@require_GET
@login_required
def consent_detail(request: HttpRequest, person_id: UUID, consent_id: UUID) -> HttpResponse:
    """What was agreed, who noted it, who read through it."""
    consent = load_consent(request, person_id, consent_id)
    note_reading(request, consent)
    context = about(
        request,
        consent.person,
        consent=consent,
        items=chosen_items(request.actor, consent),
        missing=missing_of(consent),
        readings=readings_of(consent),
        story=story_of(request.actor, consent),
        basis=words_of(consent.basis),
        kept_there=kept_there_too(consent) if consent.state == ConsentState.GIVEN else (),
        frames=changes_of(consent) if consent.guarantor else (),
        may_change_guarantor=consent.state == ConsentState.GIVEN and is_with_a_peer(consent),
    )
    return render(request, "sharing/consent_detail.html", context)


@require_POST
@login_required
@once
def consent_next(request: HttpRequest, person_id: UUID, consent_id: UUID) -> HttpResponse:
    """Prepare the following one from this one."""
    consent = load_consent(request, person_id, consent_id)
    day = today()
    named = [grant for grant in consent.grants.all() if grant.cut_at is None] or consent.grants.all()
    gone = [of_grant(grant) for grant in named if grant.gone_words]  # type: ignore[attr-defined]
    made = services.prepare_next(
        actor=request.actor, consent=consent, ends_on=day + A_YEAR, review_on=day + HALF_A_YEAR, now=now()
    )
    _tell_gone(request, gone)
    return redirect("sharing:consent_edit", person_id, made.pk)


@require_GET
def review_panel(request: HttpRequest) -> HttpResponse:
    """On *Aujourd’hui*: agreements to speak of again, longest overdue first; nothing when none is due."""
    if not request.actor.is_accompanying:
        return HttpResponse()
    rows = list(consents_to_review(request.actor, by=today())[: A_FEW + 1])
    if not rows:
        return HttpResponse()
    context = {"consents": rows[:A_FEW], "more": len(rows) > A_FEW}
    return render(request, "sharing/_review_panel.html", context)
