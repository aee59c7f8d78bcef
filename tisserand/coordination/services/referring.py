"""The sender's side of a referral: prepared with the person, shown, sent, completed, sent again, taken back."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.timezone import localdate

from tisserand.accounts.actors import Actor
from tisserand.accounts.models import Organisation
from tisserand.accounts.queries import organisations_elsewhere
from tisserand.audit.choices import Verb
from tisserand.common.access import Action
from tisserand.common.rows import StaleRevision
from tisserand.coordination.models import Referral
from tisserand.coordination.policies.referrals import may_refer
from tisserand.coordination.referral_choices import Gesture, GivenPart, ReferralState, Side
from tisserand.coordination.referral_content import carries, contacts_to_give, digest_of, referral_content
from tisserand.coordination.referral_days import Told, stage_of
from tisserand.coordination.services.referral_holding import (
    MOVED,
    Said,
    check_possible,
    hold_referral,
    move,
    name_of,
    trace_referral,
    was_just_done,
)
from tisserand.people.models import Person
from tisserand.sharing.choices import ConsentState
from tisserand.sharing.models import Grant
from tisserand.support.models import Dossier

# What only the person's agreement to this very referral lets one tell: an agreement to share never goes that far.
PERSONAL = (GivenPart.BIRTH, GivenPart.CONTACT)
CHANGED = (
    "Ce qui sera transmis a changé depuis que cette page s’est affichée\u00a0: relisez-le, puis envoyez."
)


@transaction.atomic
def prepare_referral(
    *, actor: Actor, person: Person, dossier: Dossier, referral: Referral, now: datetime
) -> Referral:
    """Begin a referral: nothing leaves yet."""
    if not may_refer(actor, person):
        raise Http404
    if (dossier.person_id, dossier.organisation_id) != (person.pk, actor.organisation_id):
        raise ValidationError(MOVED)
    referral.person, referral.dossier = person, dossier
    referral.organisation_id, referral.prepared_by_id = actor.organisation_id, actor.user_id
    referral.created_at = now
    _check(actor, referral, localdate(now))
    referral.save(force_insert=True)
    trace_referral(actor, referral, Verb.CREATE)
    return referral


@transaction.atomic
def edit_referral(*, actor: Actor, referral: Referral, expected: int, now: datetime) -> Referral:
    """Rewrite what has not left; raises StaleRevision on a stale page."""
    held = hold_referral(actor, referral, Action.EDIT)
    if held.state != ReferralState.PREPARING:
        raise ValidationError(MOVED)
    _check(actor, referral, localdate(now))
    referral.save_revision(expected=expected)
    trace_referral(actor, referral, Verb.CHANGE)
    return referral


def _check(actor: Actor, referral: Referral, today: date) -> None:
    if referral.service is not None:
        referral.to_organisation = organisation_of(actor, referral)
        referral.to_name = referral.service.name[:200]
    elif referral.to_organisation is not None:
        if not organisations_elsewhere(actor).filter(pk=referral.to_organisation_id).exists():
            raise ValidationError({"to_organisation": "Choisissez une structure de la liste."})
        referral.to_name = referral.to_organisation.name
    if not referral.to_name.strip():
        raise ValidationError({"to_name": "Dites vers quelle structure."})
    if referral.answer_by < today:
        raise ValidationError({"answer_by": "Ce jour est déjà passé."})
    if referral.goal is not None and referral.goal.plan.dossier_id != referral.dossier_id:
        raise ValidationError({"goal": "Choisissez un objectif de ce projet."})
    if referral.step is not None:
        referral.goal = referral.step.goal
        if referral.goal.plan.dossier_id != referral.dossier_id:
            raise ValidationError({"step": "Choisissez une étape de ce projet."})
    _check_agreement(referral, today)


def _check_agreement(referral: Referral, today: date) -> None:
    if referral.consent is not None:
        _check_consent(referral, today)
    personal = [part for part in referral.parts if part in PERSONAL]
    if referral.consent is None or personal:
        missing = {
            name: words
            for name, words in (
                ("informed_how", "Dites comment la personne a été informée."),
                ("expression", "Dites comment elle a dit oui."),
                ("agreed_on", "Dites quel jour elle a dit oui."),
            )
            if not getattr(referral, name)
        }
        if missing:
            raise ValidationError(missing)
    if referral.agreed_on and referral.agreed_on > today:
        raise ValidationError({"agreed_on": "Ce jour n’est pas encore venu."})
    if GivenPart.CONTACT in referral.parts:
        known = {contact.pk for contact in contacts_to_give(referral.person)}
        if referral.contact_id not in known:
            raise ValidationError({"contact": "Choisissez un moyen de contact vérifié comme sûr."})
    else:
        referral.contact = None


def _check_consent(referral: Referral, today: date) -> None:
    consent = referral.consent
    assert consent is not None
    held = (consent.person_id, consent.organisation_id) == (referral.person_id, referral.organisation_id)
    opened = Grant.objects.filter(consent=consent, to_organisation_id=referral.to_organisation_id)
    is_open = any(grant.is_open(today) for grant in opened) if referral.to_organisation_id else False
    if not held or consent.state != ConsentState.GIVEN or not is_open:
        raise ValidationError({"consent": "Cet accord n’ouvre rien à cette structure aujourd’hui."})
    if consent.informed_on is None:
        raise ValidationError(
            {"consent": "La personne n’a pas été informée de cet accord\u00a0: on oriente avec elle, ou pas."}
        )
    if not carries(consent, referral.topic):
        raise ValidationError(
            {
                "consent": "Cet accord ne couvre pas ce thème\u00a0: "
                "demandez à la personne son accord pour cette orientation."
            }
        )


def organisation_of(actor: Actor, referral: Referral) -> Organisation | None:
    """The organisation that works in Tisserand behind a service of the directory: the same SIRET."""
    siret = referral.service.structure.siret if referral.service else ""
    return organisations_elsewhere(actor).filter(siret=siret).first() if siret else None


@transaction.atomic
def send_referral(*, actor: Actor, referral: Referral, shown: str, now: datetime) -> Referral:
    """It leaves. `shown`: the digest of what was before one's eyes; if it changed meanwhile, nothing leaves."""
    held = hold_referral(actor, referral, Action.EDIT)
    if was_just_done(held, Gesture.SEND, name_of(actor)):
        return held
    check_possible(held, Gesture.SEND, Side.SENDER)
    _check(actor, held, localdate(now))
    content = referral_content(held)
    if digest_of(content) != shown:
        raise ValidationError(CHANGED)
    held.content, held.digest, held.sent_at = content, shown, now
    held.reminded = _already_said(held.answer_by, now)
    fields = ("content", "digest", "sent_at", "to_organisation", "to_name", "reminded")
    return move(actor, held, Gesture.SEND, now=now, also=fields)


def _already_said(answer_by: date, now: datetime) -> int:
    """What leaves the day before it is due, or that day, is told as it leaves: no reminder an hour later."""
    return min(stage_of(answer_by, localdate(now)), Told.TODAY)


@transaction.atomic
def complete_referral(*, actor: Actor, referral: Referral, words: str, now: datetime) -> Referral:
    """Answer what was asked for. What is written goes to whoever receives it, like the rest."""
    held = hold_referral(actor, referral, Action.EDIT)
    if was_just_done(held, Gesture.COMPLETE, name_of(actor)):
        return held
    check_possible(held, Gesture.COMPLETE, Side.SENDER)
    if not words.strip():
        raise ValidationError({"words": "Écrivez ce qui était demandé."})
    return move(actor, held, Gesture.COMPLETE, said=Said(words), now=now)


@transaction.atomic
def send_again(*, actor: Actor, referral: Referral, answer_by: date, now: datetime) -> Referral:
    """Ask once more, for another day: nobody answered."""
    held = hold_referral(actor, referral, Action.EDIT)
    if was_just_done(held, Gesture.SEND_AGAIN, name_of(actor)) and held.answer_by == answer_by:
        return held
    check_possible(held, Gesture.SEND_AGAIN, Side.SENDER)
    if answer_by < localdate(now):
        raise ValidationError({"answer_by": "Ce jour est déjà passé."})
    held.answer_by, held.reminded = answer_by, _already_said(answer_by, now)
    return move(actor, held, Gesture.SEND_AGAIN, now=now, also=("answer_by", "reminded"))


@transaction.atomic
def revoke_referral(*, actor: Actor, referral: Referral, words: str, now: datetime) -> Referral:
    """Take it back: whoever received it reads nothing of it any more, from the next page on. Twice changes nothing."""
    held = hold_referral(actor, referral, Action.EDIT)
    if held.state == ReferralState.REVOKED:
        return held
    check_possible(held, Gesture.REVOKE, Side.SENDER)
    return move(actor, held, Gesture.REVOKE, said=Said(words), now=now)


@transaction.atomic
def remove_referral(*, actor: Actor, referral: Referral, now: datetime) -> None:
    """It was not sent and will not be; the row history keeps it."""
    held = hold_referral(actor, referral, Action.EDIT)
    if held.state != ReferralState.PREPARING:
        raise ValidationError(MOVED)
    trace_referral(actor, held, Verb.CHANGE, reason="préparation abandonnée")
    held.delete()


@transaction.atomic
def see_answer(*, actor: Actor, referral: Referral, now: datetime) -> Referral:
    """Those who accompany know of the answer. Twice changes nothing."""
    held = hold_referral(actor, referral, Action.EDIT)
    if held.seen_at is None and held.state not in (ReferralState.PREPARING, ReferralState.SENT):
        held.seen_at = now
        held.save_gesture("seen_at")
    return held


def check_stale(held: Referral, expected: int | None) -> None:
    """Raise StaleRevision when someone changed it since the page was drawn."""
    if expected is not None and held.revision != expected:
        raise StaleRevision(held)
