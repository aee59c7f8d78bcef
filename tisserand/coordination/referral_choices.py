"""The words of referrals (*orientations*): where one stands, what may be done then, by whom, and why it is refused."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models


class ReferralState(models.TextChoices):
    PREPARING = "preparing", "en préparation"
    SENT = "sent", "envoyée"
    RECEIVED = "received", "prise en charge"
    TO_COMPLETE = "to_complete", "à compléter"
    ACCEPTED = "accepted", "acceptée"
    REFUSED = "refused", "refusée"
    REDIRECTED = "redirected", "à adresser ailleurs"
    STARTED = "started", "commencée"
    ENDED = "ended", "terminée"
    REVOKED = "revoked", "retirée"
    EXPIRED = "expired", "restée sans réponse"


State = ReferralState


class Gesture(models.TextChoices):
    """What moves a referral from one state to another."""

    SEND = "send", "envoyée"
    RECEIVE = "receive", "prise en charge"
    ACCEPT = "accept", "acceptée"
    REFUSE = "refuse", "refusée"
    ASK_MORE = "ask_more", "quelque chose manque"
    COMPLETE = "complete", "complétée"
    REDIRECT = "redirect", "à adresser ailleurs"
    START = "start", "commencée"
    END = "end", "terminée"
    TAKE_BACK = "take_back", "réponse reprise"
    REVOKE = "revoke", "retirée"
    EXPIRE = "expire", "restée sans réponse"
    SEND_AGAIN = "send_again", "relancée"


class Side(models.TextChoices):
    """Who does it."""

    SENDER = "sender", "qui oriente"
    RECEIVER = "receiver", "qui reçoit"
    NOBODY = "nobody", "le temps qui passe"


@dataclass(frozen=True)
class Transition:
    """From which states a gesture is possible, where it leads, who does it."""

    froms: tuple[ReferralState, ...]
    to: ReferralState
    sides: tuple[Side, ...]


WAITING = (State.SENT, State.RECEIVED, State.TO_COMPLETE)
ANSWERED = (State.ACCEPTED, State.REFUSED, State.REDIRECTED)
UNDERWAY = (State.ACCEPTED, State.STARTED)
LIVE = (*WAITING, *UNDERWAY)
# What the receiver said, the sender may note for them: many answer by telephone.
_EITHER = (Side.RECEIVER, Side.SENDER)

# Taking an answer back leads to where the referral stood before it: see `services.referral_answers`.
TRANSITIONS: dict[Gesture, Transition] = {
    Gesture.SEND: Transition((State.PREPARING,), State.SENT, (Side.SENDER,)),
    Gesture.RECEIVE: Transition((State.SENT,), State.RECEIVED, _EITHER),
    Gesture.ASK_MORE: Transition((State.SENT, State.RECEIVED), State.TO_COMPLETE, _EITHER),
    Gesture.COMPLETE: Transition((State.TO_COMPLETE,), State.RECEIVED, (Side.SENDER,)),
    Gesture.ACCEPT: Transition(WAITING, State.ACCEPTED, _EITHER),
    Gesture.REFUSE: Transition((*WAITING, State.ACCEPTED), State.REFUSED, _EITHER),
    Gesture.REDIRECT: Transition((*WAITING, State.ACCEPTED), State.REDIRECTED, _EITHER),
    Gesture.START: Transition((State.ACCEPTED,), State.STARTED, _EITHER),
    Gesture.END: Transition(UNDERWAY, State.ENDED, _EITHER),
    Gesture.REVOKE: Transition(LIVE, State.REVOKED, (Side.SENDER,)),
    Gesture.EXPIRE: Transition(WAITING, State.EXPIRED, (Side.NOBODY,)),
    Gesture.SEND_AGAIN: Transition((*WAITING, State.EXPIRED), State.SENT, (Side.SENDER,)),
}


# What the receiver says, and what may be taken back.
ANSWERS = (
    Gesture.RECEIVE, Gesture.ACCEPT, Gesture.REFUSE, Gesture.ASK_MORE, Gesture.REDIRECT, Gesture.START, Gesture.END,
)  # fmt: skip


def steps() -> list[tuple[str, str]]:
    """From which state to which one may go at all, answers taken back included: the database holds to it."""
    ahead = {(str(before), str(rule.to)) for rule in TRANSITIONS.values() for before in rule.froms}
    back = {
        (str(TRANSITIONS[each].to), str(before)) for each in ANSWERS for before in TRANSITIONS[each].froms
    }
    return sorted(step for step in ahead | back if step[0] != step[1])


def possible(state: str, side: Side) -> list[Gesture]:
    """What may be done of a referral that stands there, in the order of its life."""
    return [each for each, rule in TRANSITIONS.items() if state in rule.froms and side in rule.sides]


class Urgency(models.TextChoices):
    """How soon an answer is hoped for; the number of working days is `WORKING_DAYS`."""

    ORDINARY = "ordinary", "ordinaire"
    QUICK = "quick", "rapide"
    TODAY = "today", "aujourd’hui"


WORKING_DAYS = {Urgency.ORDINARY: 10, Urgency.QUICK: 3, Urgency.TODAY: 0}
# Working days after the expected day, past which a referral that nobody answered is said to have had no answer.
PATIENCE = {Urgency.ORDINARY: 10, Urgency.QUICK: 5, Urgency.TODAY: 1}


class RefusalReason(models.TextChoices):
    """Why a service says no; several may hold."""

    FULL = "full", "plus de place en ce moment"
    NOT_CONCERNED = "not_concerned", "la demande ne correspond pas à ce que nous faisons"
    CONDITIONS = "conditions", "les conditions d’accès ne sont pas remplies"
    AREA = "area", "la personne habite hors de notre secteur"
    ALREADY = "already", "la personne est déjà accompagnée chez nous, ou ailleurs pour cela"
    PAPERS = "papers", "il manque des pièces, malgré une demande"
    NOT_REACHED = "not_reached", "la personne n’a pas pu être jointe"
    NOT_COME = "not_come", "la personne n’est pas venue"
    NOT_WANTED = "not_wanted", "la personne ne le souhaite pas, ou plus"
    LANGUAGE = "language", "nous n’avons personne dans sa langue"
    SUSPENDED = "suspended", "le service est suspendu ou fermé"
    OTHER = "other", "une autre raison"


class ReferralOutcome(models.TextChoices):
    """What came of it, once it was accepted."""

    OBTAINED = "obtained", "obtenu"
    PARTLY = "partly", "obtenu en partie"
    NOT_OBTAINED = "not_obtained", "pas obtenu"
    LEFT = "left", "la personne n’a pas souhaité continuer"
    LOST = "lost", "la personne n’est pas venue, ou plus"


class GivenPart(models.TextChoices):
    """What may be told besides the name, part by part."""

    BIRTH = "birth", "sa date de naissance"
    CONTACT = "contact", "un moyen de la joindre"
    LANGUAGE = "language", "la langue dans laquelle lui parler"
