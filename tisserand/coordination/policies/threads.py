"""Who reads a thread and writes in it: those around the dossier, and partners through an opening that covers it."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from tisserand.accounts.actors import Actor
from tisserand.common.access import AccessTable, Action, predicate
from tisserand.coordination.models import Thread
from tisserand.sharing.choices import BlockReach, ShareLevel, Topic
from tisserand.sharing.models import Grant
from tisserand.sharing.policies import OPENING
from tisserand.sharing.scope import Scope, of_grant
from tisserand.support.models import Dossier
from tisserand.support.policies import reads_dossier, writes_in_dossier

ALL_TOPICS = [topic.value for topic in Topic]


def covers(scope: Scope, thread: Thread) -> bool:
    """Whether an agreement that goes as far as that shows this thread."""
    return (
        thread.is_shareable
        and scope.goes_to(ShareLevel.ACCOUNT)
        and (thread.person_id, thread.organisation_id) == (scope.person.pk, scope.organisation.pk)
        and scope.covers(thread.topics)
    )


def grants_covering(thread: Thread) -> list[Grant]:
    """Every opening whose agreement covers a thread; to whom it is open today is asked of `OPENING`."""
    if not thread.is_shareable:
        return []
    rows = Grant.objects.filter(person_id=thread.person_id, organisation_id=thread.organisation_id)
    rows = rows.filter(opens_on__isnull=False, cut_at=None)
    rows = rows.select_related("consent__person", "consent__organisation", "to_organisation", "to_team")
    rows = (
        rows.select_related("to_user", "to_member")
        .prefetch_related("consent__chosen")
        .order_by("opens_on", "pk")
    )
    return [grant for grant in rows if covers(of_grant(grant), thread)]


def openings_over(actor: Actor) -> QuerySet[Grant]:
    """What is open to the actor today and covers the thread in hand (`OuterRef`): for `Exists`."""
    rows = OPENING.filter(actor, Action.READ, Grant.objects.all())
    rows = rows.filter(person_id=OuterRef("person_id"), organisation_id=OuterRef("organisation_id"))
    about_it = Q(consent__topics__contains=[OuterRef("topic")]) | Q(consent__topics__contains=ALL_TOPICS)
    return rows.filter(about_it, consent__level__gte=ShareLevel.ACCOUNT)


@predicate(where=lambda actor: Q(Exists(openings_over(actor)), reach=BlockReach.SHAREABLE))
def an_opening_covers_it(actor: Actor, thread: Thread) -> bool:
    """An agreement, open to the actor today, covers its topic; without a topic, all topics."""
    return any(OPENING.may(actor, Action.READ, grant) for grant in grants_covering(thread))


@predicate(
    where=lambda actor: Q(
        Exists(Dossier.objects.filter(pk=OuterRef("dossier_id"), closed_on=None)), closed_at=None
    )
)
def goes_on(actor: Actor, thread: Thread) -> bool:
    """Neither the thread nor its dossier is closed."""
    return thread.closed_at is None and thread.dossier.is_open


THREAD = AccessTable(
    {
        Action.SEE: [[reads_dossier], [an_opening_covers_it]],
        Action.READ: [[reads_dossier], [an_opening_covers_it]],
        Action.EDIT: [[writes_in_dossier, goes_on], [an_opening_covers_it, goes_on]],
        Action.MANAGE: [[writes_in_dossier]],
    }
)


def is_at_home(actor: Actor, thread: Thread) -> bool:
    """Whether the actor reads it as one of those around the dossier."""
    return reads_dossier.holds(actor, thread)


def may_have_messages(actor: Actor) -> bool:
    """Whoever accompanies people may be written to."""
    return actor.is_accompanying
