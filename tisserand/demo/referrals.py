"""The referrals of some stories: sent as on their page, answered there or by telephone, on the day it happened."""

from __future__ import annotations

from typing import Any

from tisserand.accounts.actors import Actor
from tisserand.audit.services import happening_at
from tisserand.coordination.models import Referral
from tisserand.coordination.referral_choices import Gesture, Urgency
from tisserand.coordination.referral_content import digest_of, referral_content
from tisserand.coordination.referral_days import answer_day
from tisserand.coordination.services.referral_answers import answer_referral, keep_answer
from tisserand.coordination.services.referral_holding import Said
from tisserand.coordination.services.referring import complete_referral, prepare_referral, send_referral
from tisserand.demo.territory import Territory
from tisserand.directory.models import Service
from tisserand.directory.service_words import phone_words
from tisserand.sharing.choices import Expression, InformedHow
from tisserand.support.models import Dossier, Goal, Step

Source = dict[str, Any]


def make_referral(territory: Territory, actor: Actor, dossier: Dossier, source: Source) -> None:
    """`[[referrals]]`: `to` is an organisation of the cast, `service` one of the invented places by its key, or `place`
    a name written by hand; `answers`: in order. Without the directory, a referral to one of its services is not told.
    """
    if "service" in source and not Service.objects.filter(key=source["service"]).exists():
        return
    when = territory.moment(*source["at"])
    with happening_at(when):
        referral = prepare_referral(
            actor=actor,
            person=dossier.person,
            dossier=dossier,
            referral=_written(territory, dossier, source),
            now=when,
        )
        shown = digest_of(referral_content(referral))
        send_referral(actor=actor, referral=referral, shown=shown, now=when)
    for told in source.get("answers", []):
        _answer(territory, actor, referral, told)


def _written(territory: Territory, dossier: Dossier, source: Source) -> Referral:
    day = territory.day(source["at"][0])
    urgency = source.get("urgency", Urgency.ORDINARY)
    service = Service.objects.filter(key=source.get("service", "")).first()
    step = _one(Step, source.get("step"), goal__plan__dossier=dossier)
    return Referral(
        to_organisation=territory.organisations.get(source.get("to", "")),
        service=service,
        to_name=source.get("place", ""),
        to_phone=phone_words(service.phone) if service else source.get("phone", ""),
        to_email=service.email if service else "",
        to_place=f"{service.address}, {service.commune}" if service else "",
        topic=source["topic"],
        why=source["why"],
        asked=source["asked"],
        urgency=urgency,
        answer_by=answer_day(urgency, day),
        goal=step.goal if step else _one(Goal, source.get("goal"), plan__dossier=dossier),
        step=step,
        topics=source.get("topics", []),
        parts=source.get("parts", []),
        informed_how=source.get("informed", InformedHow.EXPLAINED),
        expression=Expression.SPOKEN,
        agreed_on=day,
    )


def _one(model: Any, title: str | None, **where: Any) -> Any:
    return model.objects.get(title=title, **where) if title else None


def _answer(territory: Territory, sender: Actor, referral: Referral, told: Source) -> None:
    """By someone of the place, or noted by those who sent."""
    when = territory.moment(*told["at"])
    there = referral.to_organisation
    actor = territory.actor(told["by"], there) if there and "by" in told else sender
    with happening_at(when):
        referral = Referral.objects.get(pk=referral.pk)
        if "complete" in told:
            complete_referral(actor=sender, referral=referral, words=told["complete"], now=when)
            return
        if "kept" in told:
            keep_answer(actor=sender, referral=referral, body=told["kept"], ticks_step=True, now=when)
            return
        said = Said(told.get("words", ""), told.get("reasons", ()), told.get("outcome", ""))
        answer_referral(actor=actor, referral=referral, gesture=Gesture(told["gesture"]), said=said, now=when)
