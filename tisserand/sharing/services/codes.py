"""Handing a sharing code to someone, asking with it, answering who asked."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404

from tisserand.accounts.actors import Actor
from tisserand.accounts.walled import showing
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.people.models import Person
from tisserand.sharing.choices import Basis, JoinState
from tisserand.sharing.codes import digest_of, digests_of, new_code, tidy
from tisserand.sharing.models import Consent, JoinRequest, SharingCode
from tisserand.sharing.policies import JOINING, may_ask_to_join, may_share_of
from tisserand.sharing.services.consents import Recipient, choose_recipients, draft_consent
from tisserand.sharing.services.same_person import end_with_request, keep_with_request, say_with_request

PART = "sharing.code"
REQUEST = "sharing.request"
HOLDS_FOR = timedelta(days=30)


class UnknownCode(ValidationError):
    """No code that still holds: mistyped, renewed since, or out of date. Which of them is not said."""


@transaction.atomic
def make_code(*, actor: Actor, person: Person, now: datetime) -> tuple[SharingCode, str]:
    """A new code for the person, and its letters, which nobody will be able to read again; the one before ends."""
    if not may_share_of(actor, person):
        raise Http404
    _current(actor, person).update(ended_at=now)
    letters = new_code()
    code = SharingCode.objects.create(
        person=person,
        organisation_id=actor.organisation_id,
        digest=digest_of(letters),
        made_by_id=actor.user_id,
        expires_at=now + HOLDS_FOR,
        created_at=now,
    )
    record(actor=actor, verb=Verb.CREATE, part=PART, person_id=person.pk, object_id=code.pk)
    return code, letters


@transaction.atomic
def end_code(*, actor: Actor, person: Person, now: datetime) -> None:
    """The person does not want it to lead to them any more. Twice changes nothing more."""
    if not may_share_of(actor, person):
        raise Http404
    if _current(actor, person).update(ended_at=now):
        record(actor=actor, verb=Verb.CHANGE, part=PART, person_id=person.pk, reason="annulé")


def _current(actor: Actor, person: Person) -> QuerySet[SharingCode]:
    return SharingCode.objects.filter(person=person, organisation_id=actor.organisation_id, ended_at=None)


@transaction.atomic
def ask_to_join(
    *,
    actor: Actor,
    said_code: str,
    said_name: str,
    purpose: str,
    same: Person | None = None,
    now: datetime,
) -> JoinRequest:
    """Ask, with the code the person gave, to be let in. Asking again while it waits changes its words only.

    `same`: our own record of the person, kept among us until they agree. Raises UnknownCode. Nothing is said of the
    person: who answers sees whether it is the same one.
    """
    code = check_code(actor=actor, said_code=said_code, now=now)
    request, _ = JoinRequest.objects.update_or_create(
        person_id=code.person_id,
        organisation_id=code.organisation_id,
        from_organisation_id=actor.organisation_id,
        state=JoinState.ASKED,
        defaults={
            "code": code,
            "from_user_id": actor.user_id,
            "said_name": said_name.strip(),
            "purpose": purpose.strip(),
        },
    )
    record(actor=actor, verb=Verb.CREATE, part=REQUEST, person_id=code.person_id, object_id=request.pk)
    say_with_request(actor=actor, request=request, person=same, now=now)
    return request


def check_code(*, actor: Actor, said_code: str, now: datetime) -> SharingCode:
    """The code, if one may ask with it: before anything else is asked of whoever typed it."""
    if not may_ask_to_join(actor):
        raise Http404
    code = _found(said_code, now)
    if code.organisation_id == actor.organisation_id:
        raise ValidationError("Ce code vient de votre structure : le dossier est déjà chez vous.")
    return code


def _found(said_code: str, now: datetime) -> SharingCode:
    code = None
    if tidy(said_code):
        digests = digests_of(said_code)
        with showing(*digests):
            rows = SharingCode.objects.filter(digest__in=digests)
            code = rows.filter(ended_at=None, expires_at__gt=now).first()
    if code is None:
        raise UnknownCode(
            "Ce code n’est pas reconnu : vérifiez-le, ou demandez à la personne de le renouveler."
        )
    return code


@transaction.atomic
def answer_with_agreement(*, actor: Actor, request: JoinRequest, now: datetime) -> Consent:
    """Prepare an agreement with who asks; nothing is open until the person gives it."""
    held = _held(actor, request)
    consent = draft_consent(
        actor=actor, person=held.person, purpose=held.purpose, basis=Basis.CONSENT, now=now
    )
    keep_with_request(held)
    recipients = [Recipient(held.from_organisation, user=held.from_user)]
    choose_recipients(actor=actor, consent=consent, recipients=recipients, now=now)
    _answer(actor, held, state=JoinState.ANSWERED, consent=consent, now=now)
    return consent


@transaction.atomic
def decline_request(*, actor: Actor, request: JoinRequest, answer: str, now: datetime) -> JoinRequest:
    """Not now: the person does not wish it, or it is not the same one. Who asked reads the answer."""
    held = _held(actor, request)
    end_with_request(held, now=now)
    return _answer(actor, held, state=JoinState.DECLINED, answer=answer, now=now)


def _held(actor: Actor, request: JoinRequest) -> JoinRequest:
    JOINING.check(actor, Action.EDIT, request)
    held = JoinRequest.objects.select_for_update(of=("self",)).select_related("person", "from_user")
    kept = held.get(pk=request.pk)
    if kept.state != JoinState.ASKED:
        raise ValidationError("Quelqu’un a déjà répondu à cette demande.")
    return kept


def _answer(
    actor: Actor,
    held: JoinRequest,
    *,
    state: JoinState,
    now: datetime,
    answer: str = "",
    consent: Consent | None = None,
) -> JoinRequest:
    held.state, held.answer, held.consent = state, answer.strip(), consent
    held.answered_by_id, held.answered_at = actor.user_id, now
    held.save_gesture("state", "answer", "consent", "answered_by", "answered_at")
    record(actor=actor, verb=Verb.CHANGE, part=REQUEST, person_id=held.person_id, object_id=held.pk)
    return held
