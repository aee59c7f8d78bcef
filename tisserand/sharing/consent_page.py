"""What the page of one agreement tells: what was chosen, who read through it, what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.audit.models import AccessEvent
from tisserand.audit.queries import Line, events_about, lines_of
from tisserand.sharing.choices import ItemKind
from tisserand.sharing.choosing import Choice, chosen_among
from tisserand.sharing.models import Consent

MOST_LINES = 40
WORDS = {"": "modifié", "donné": "la personne a répondu", "refusé": "la personne a dit non"}


@dataclass(frozen=True)
class Moment:
    """One event of an agreement."""

    when: datetime
    words: str
    who: str


def chosen_items(actor: Actor, consent: Consent) -> list[Choice]:
    """The notes and documents chosen that may still be shared, in words."""
    return [
        choice
        for kind in ItemKind
        for choice in chosen_among(
            actor, consent.person, kind, [one.object_id for one in consent.chosen.all() if one.kind == kind]
        )
    ]


def readings_of(consent: Consent) -> list[tuple[Line, str]]:
    """Who read through it, latest first, each with whom it opened to."""
    named = {grant.pk: grant.place for grant in consent.grants.all()}
    if not named:
        return []
    told = events_about(consent.person_id, organisation_id=consent.organisation_id, through=list(named))
    events = told.filter(object_id__in=list(named), verb__in=[Verb.READ, Verb.EXPORT])
    return [(line, named[line.event.object_id]) for line in lines_of(events[:MOST_LINES])]  # type: ignore[index]


def story_of(actor: Actor, consent: Consent) -> list[Moment]:
    """What was done with it, latest first, as the trail has it."""
    events = events_about(consent.person_id, organisation_id=actor.organisation_id)
    kept = events.filter(object_id=consent.pk, verb__in=[Verb.CREATE, Verb.CHANGE])[:MOST_LINES]
    return list(_moments(kept))


def _moments(events: Iterable[AccessEvent]) -> Iterator[Moment]:
    for event in events:
        words = "préparé" if event.verb == Verb.CREATE else WORDS.get(event.reason, event.reason)
        yield Moment(event.at, words, event.actor_name)
