"""The minutes: given to read, confirmed or corrected by those who attended, then closed for good."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.common.access import Action
from tisserand.coordination.choices import ConferenceState
from tisserand.coordination.minutes_content import digest_of, minutes_content
from tisserand.coordination.models import Attendee, Conference, Minutes
from tisserand.coordination.policies.conferences import ATTENDEE
from tisserand.coordination.services.attendees import right_to_answer
from tisserand.coordination.services.holding import MOVED, hold, trace

PART = "coordination.minutes"
TO_READ = timedelta(days=10)
AT_LEAST = timedelta(days=2)
AT_MOST = timedelta(days=60)


def latest_minutes(conference: Conference) -> Minutes | None:
    """The last version given to read, if there is one."""
    return conference.minutes.select_related("issued_by").first()


@transaction.atomic
def issue_minutes(
    *, actor: Actor, conference: Conference, shown: str, term_on: date, now: datetime
) -> Minutes:
    """Give them to read. `shown`: the digest of what was before one's eyes; the same content again changes nothing."""
    held = hold(actor, conference, ConferenceState.MINUTES)
    today = localdate(now)
    if not today + AT_LEAST <= term_on <= today + AT_MOST:
        raise ValidationError({"term_on": "Laissez entre deux jours et deux mois pour relire."})
    content = minutes_content(held)
    digest = digest_of(content)
    latest = latest_minutes(held)
    if latest and latest.digest == digest:
        return latest
    if digest != shown:
        raise ValidationError(
            "Le compte rendu a changé pendant que vous le lisiez. Relisez-le avant de l’envoyer."
        )
    minutes = Minutes.objects.create(
        conference=held,
        person_id=held.person_id,
        version=latest.version + 1 if latest else 1,
        content=content,
        digest=digest,
        term_on=term_on,
        issued_by_id=actor.user_id,
        created_at=now,
    )
    # A new version asks everyone again; what they had asked for stays in the history of each.
    held.attendees.update(read_version=None, answered_at=None, correction="")
    held.save_gesture()
    trace(actor, held, Verb.CHANGE, reason="compte rendu à relire", part=PART)
    return minutes


@transaction.atomic
def answer_minutes(
    *, actor: Actor, attendee: Attendee, version: int, correction: str = "", now: datetime
) -> Attendee:
    """« C’est bien ce qui s’est dit », or what should be corrected, of the version that was read."""
    ATTENDEE.check(actor, Action.EDIT, attendee)
    conference = Conference.objects.select_for_update(no_key=True).get(pk=attendee.conference_id)
    latest = latest_minutes(conference)
    if conference.state != ConferenceState.MINUTES or latest is None:
        raise ValidationError(MOVED)
    if latest.version != version:
        raise ValidationError("Une version plus récente est à relire\u00a0: la voici.")
    attendee.read_version, attendee.answered_at = version, now
    attendee.correction = correction.strip()
    attendee.save_gesture("read_version", "answered_at", "correction")
    trace(
        actor,
        conference,
        Verb.CHANGE,
        reason="demande une correction" if attendee.correction else "confirme le compte rendu",
        right=right_to_answer(actor, attendee),
        part=PART,
    )
    return attendee


def readers(attendees: Iterable[Attendee]) -> list[Attendee]:
    """Those who confirm: whoever was there, the person first."""
    return [attendee for attendee in attendees if attendee.is_there]


def what_holds_back(conference: Conference, attendees: Iterable[Attendee], today: date) -> str:
    """Why the minutes cannot be closed yet, in words; nothing when they can."""
    latest = latest_minutes(conference)
    if latest is None:
        return "Le compte rendu n’a pas encore été donné à lire."
    who = readers(attendees)
    if latest.term_on < today or all(attendee.confirms(latest.version) for attendee in who):
        return ""
    if any(attendee.correction for attendee in who):
        return "Une correction est demandée\u00a0: reprenez le texte, et donnez-le à relire."
    return "Tout le monde n’a pas encore relu, et le délai court toujours."


@transaction.atomic
def close_minutes(*, actor: Actor, conference: Conference, now: datetime) -> Conference:
    """Confirmed by all, or the term is past: nobody changes them any more. What was not corrected is told with them."""
    held = hold(actor, conference)
    if held.state == ConferenceState.CLOSED:
        return held
    if held.state != ConferenceState.MINUTES:
        raise ValidationError(MOVED)
    if why := what_holds_back(held, held.attendees.all(), localdate(now)):
        raise ValidationError(why)
    held.state, held.closed_at = ConferenceState.CLOSED, now
    held.save_gesture("state", "closed_at")
    trace(actor, held, Verb.CHANGE, reason="compte rendu arrêté", part=PART)
    return held
