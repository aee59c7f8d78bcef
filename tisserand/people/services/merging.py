"""Two records of one person brought together, and taken apart again: nothing is lost either way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from tisserand.accounts.actors import Actor
from tisserand.accounts.walled import past_the_wall
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.people.choices import PairState
from tisserand.people.merging import Ledger, columns, joiners, questions
from tisserand.people.models import (
    DuplicatePair,
    Keyholder,
    Merge,
    NotDuplicate,
    Person,
    Registration,
)
from tisserand.people.policies import MERGE, PAIR, PERSON
from tisserand.people.services.likeness import tell_apart

PART = "people.merge"
# The fields of which one value is kept, as somebody chose; languages are put together.
CHOSEN = (
    "first_names",
    "used_first_name",
    "last_name",
    "birth_name",
    "birth",
    "gender",
    "deceased_on",
    "interpreter",
    "protection",
    "protected_by",
)
BIRTH = ("birth_year", "birth_month", "birth_day")
NAMES = ("first_names", "used_first_name", "last_name", "birth_name")


class CannotMerge(Exception):
    """These two records cannot become one now; the message says why, in French."""


class CannotUndo(Exception):
    """This merge cannot be undone now; the message says why, in French."""


def hold_pair(*ids: UUID) -> list[Person]:
    """The people themselves, held until the end of the transaction, in the order of their ids: whoever else holds two
    of them does it in the same order, so one of the two waits and nobody waits for ever."""
    rows = Person.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    held = {person.pk: person for person in rows}
    if len(held) < len(set(ids)):
        raise CannotMerge("L’une des deux fiches n’existe plus.")
    return [held[pk] for pk in ids]


@transaction.atomic
def merge_people(
    *,
    actor: Actor,
    kept: Person,
    absorbed: Person,
    taken: Iterable[str] = (),
    answers: Mapping[str, str] | None = None,
    now: datetime,
) -> Merge:
    """Bring `absorbed` into `kept`: every row follows, the other names stay known, and a way back is kept.

    `taken` names the fields whose value comes from the absorbed record; `answers` settles what rooms asked.
    Raises CannotMerge, with nothing done.
    """
    for person in (kept, absorbed):
        PERSON.check(actor.ordinary, Action.SEE, person)
    check_mergeable(actor, kept, absorbed)
    with past_the_wall():
        kept, absorbed = hold_pair(kept.pk, absorbed.pk)
        _check_still_apart(kept, absorbed)
        merge = Merge(
            organisation_id=actor.organisation_id,
            kept=kept,
            absorbed=absorbed,
            merged_by_id=actor.user_id,
            merged_at=now,
        )
        ledger = Ledger(merge)
        _settle(actor, ledger, answers or {}, now)
        for join in joiners():
            join(actor, ledger, now)
        for column in columns():
            ledger.move(column)
        _join_registrations(actor, ledger)
        ledger.change(kept, **_identity(kept, absorbed, set(taken)))
        _lead_to(kept, absorbed)
        merge.save()
        _decide(actor, merge, PairState.MERGED, now)
        _trace(actor, merge, Verb.CHANGE)
        return merge


def check_mergeable(actor: Actor, kept: Person, absorbed: Person) -> None:
    """Return quietly if `actor` may bring these two together; PermissionDenied or CannotMerge otherwise."""
    if kept.pk == absorbed.pk:
        raise CannotMerge("C’est deux fois la même fiche.")
    for person in (kept, absorbed):
        if not MERGE.may(actor, Action.MANAGE, person):
            raise PermissionDenied
    others = Registration.objects.filter(person__in=[kept, absorbed])
    with past_the_wall():
        are_known_elsewhere = others.exclude(organisation_id=actor.organisation_id).exists()
    if are_known_elsewhere:
        # What another organisation wrote is not ours to move, and not ours to tell.
        raise CannotMerge("Ces deux fiches ne peuvent pas être réunies depuis votre structure.")


def _check_still_apart(kept: Person, absorbed: Person) -> None:
    """Asked once both are held: somebody may have been quicker."""
    if kept.merged_into_id or absorbed.merged_into_id:
        raise CannotMerge(
            "Quelqu’un vient de réunir l’une de ces fiches avec une autre. Rien n’a été changé ici : reprenez depuis "
            "la liste."
        )


def _settle(actor: Actor, ledger: Ledger, answers: Mapping[str, str], now: datetime) -> None:
    merge = ledger.merge
    for asker, question in questions(actor, merge.kept, merge.absorbed):
        answer = answers.get(question.key, "")
        if question.refusal:
            raise CannotMerge(question.refusal)
        if answer not in dict(question.options):
            raise CannotMerge(question.text)
        asker.settle(actor, question, answer, ledger, now)


# --- who they are


def _identity(kept: Person, absorbed: Person, taken: set[str]) -> dict[str, Any]:
    """The fields to write on the kept record."""
    values: dict[str, Any] = {}
    for name in CHOSEN:
        for column in BIRTH if name == "birth" else (name,):
            values[column] = getattr(absorbed if name in taken else kept, column)
    values["languages"] = list(dict.fromkeys([*kept.languages, *absorbed.languages]))
    values["also_known"] = _also_known(kept, absorbed, values)
    return values


def _also_known(kept: Person, absorbed: Person, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    said = _known_as({name: values[name] for name in (*NAMES, *BIRTH)})
    known = [*kept.also_known, *absorbed.also_known]
    known += [
        _known_as({name: getattr(person, name) for name in (*NAMES, *BIRTH)}) for person in (kept, absorbed)
    ]
    return [one for place, one in enumerate(known) if one != said and one not in known[:place]]


def _known_as(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in NAMES} | {"birth": [values[part] for part in BIRTH]}


def _lead_to(kept: Person, absorbed: Person) -> None:
    # Beyond both: a form begun on either record shows both versions instead of writing over one.
    kept.revision = max(kept.revision, absorbed.revision) + 1
    kept.save(update_fields=["revision", "updated_at"])
    absorbed.merged_into = kept
    absorbed.revision += 1
    absorbed.save()


def _join_registrations(actor: Actor, ledger: Ledger) -> None:
    """The absorbed record is no longer listed. If one of the two was discreet, both are: whoever held a key to either
    holds one to the kept record."""
    rows = Registration.objects.filter(
        organisation_id=actor.organisation_id, person__in=[ledger.merge.kept, ledger.merge.absorbed]
    )
    by_person = {row.person_id: row for row in rows}
    here, there = by_person[ledger.merge.kept_id], by_person[ledger.merge.absorbed_id]
    ledger.change(there, is_merged=True)
    if not (here.is_restricted or there.is_restricted):
        return
    reason = here.restriction_reason or there.restriction_reason
    ledger.change(here, is_restricted=True, restriction_reason=reason)
    already = set(here.keyholders.values_list("user_id", flat=True))
    for user_id in there.keyholders.values_list("user_id", flat=True):
        if user_id not in already:
            ledger.add(Keyholder(registration=here, user_id=user_id))


# --- decided otherwise


@transaction.atomic
def decide_pair(*, actor: Actor, pair: DuplicatePair, state: PairState, now: datetime) -> DuplicatePair:
    """Say that they are two people, that one will see later, or that it is open again after all.

    Raises CannotMerge when somebody brought them together meanwhile.
    """
    PAIR.check(actor, Action.MANAGE, pair)
    if state == PairState.MERGED:
        raise ValueError("to bring two records together: merge_people")
    pair = DuplicatePair.objects.select_for_update(of=("self",)).get(pk=pair.pk)
    if pair.state == PairState.MERGED:
        raise CannotMerge("Quelqu’un vient de réunir ces deux fiches.")
    if state == PairState.DIFFERENT:
        tell_apart(actor=actor, person=pair.first, other=pair.second, now=now)
    elif pair.state == PairState.DIFFERENT:
        NotDuplicate.objects.filter(first=pair.first_id, second=pair.second_id).delete()
    is_open = state == PairState.OPEN
    pair.state = state
    pair.decided_by_id = None if is_open else actor.user_id
    pair.decided_at = None if is_open else now
    pair.save(update_fields=["state", "decided_by", "decided_at"])
    if state != PairState.DIFFERENT:  # `tell_apart` has told it
        record(
            actor=actor,
            verb=Verb.CHANGE,
            part="people.pair",
            person_id=pair.first_id,
            object_id=pair.second_id,
        )
    return pair


# --- taken apart again


@transaction.atomic
def undo_merge(*, actor: Actor, merge: Merge, now: datetime) -> Merge:
    """Give each record back what it held; what was written since on the kept one stays there, and is counted.

    Raises CannotUndo when a later merge stands in the way.
    """
    if not MERGE.may(actor, Action.MANAGE, merge.kept):
        raise PermissionDenied
    with past_the_wall():
        return _undo(actor, merge, now)


def _undo(actor: Actor, merge: Merge, now: datetime) -> Merge:
    kept, absorbed = hold_pair(merge.kept_id, merge.absorbed_id)
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if merge.undone_at:
        raise CannotUndo("Cette fusion a déjà été défaite.")
    if later := later_merge(merge):
        raise CannotUndo(
            "Une autre fusion est venue depuis sur la même fiche : défaites d’abord celle du "
            f"{later.merged_at:%d/%m/%Y}."
        )
    merge.kept, merge.absorbed = kept, absorbed
    absorbed.merged_into = None
    absorbed.revision += 1
    absorbed.save()
    ledger = Ledger(merge)
    for column in columns():
        ledger.bring_back(column)
    ledger.change_back()
    ledger.remove_added()
    merge.undone_at, merge.undone_by_id = now, actor.user_id
    merge.left = [[what, count] for what, count in ledger.left.items()]
    merge.save()
    _decide(actor, merge, PairState.OPEN, now)
    _trace(actor, merge, Verb.CHANGE, reason="fusion défaite")
    return merge


@transaction.atomic
def gather_late_rows(merge: Merge) -> int:
    """Bring to the kept record what was written on the absorbed one in the very instant of their merge: the page had
    been loaded before, the row came after. Returns how many rows."""
    hold_pair(merge.kept_id, merge.absorbed_id)
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if merge.undone_at:
        return 0
    before = _count_moved(merge)
    ledger = Ledger(merge)
    for column in columns():
        ledger.move(column)
    late = _count_moved(merge) - before
    if late:
        merge.save(update_fields=["moved"])
    return late


def _count_moved(merge: Merge) -> int:
    return sum(map(len, merge.moved.values()))


def later_merge(merge: Merge) -> Merge | None:
    """The last merge, not undone, that came after this one on either of its records: it must be undone first."""
    both = [merge.kept_id, merge.absorbed_id]
    return (
        Merge.objects.filter(Q(kept__in=both) | Q(absorbed__in=both), undone_at=None)
        .filter(Q(merged_at__gt=merge.merged_at) | Q(merged_at=merge.merged_at, pk__gt=merge.pk))
        .exclude(pk=merge.pk)
        .first()
    )


# --- what both leave behind


def _decide(actor: Actor, merge: Merge, state: PairState, now: datetime) -> None:
    first, second = sorted([merge.kept_id, merge.absorbed_id])
    is_open = state == PairState.OPEN
    DuplicatePair.objects.filter(
        organisation_id=merge.organisation_id, first_id=first, second_id=second
    ).update(
        state=state,
        decided_by_id=None if is_open else actor.user_id,
        decided_at=None if is_open else now,
    )


def _trace(actor: Actor, merge: Merge, verb: Verb, *, reason: str = "") -> None:
    """A line in the trail of each record, in the order of their ids: two merges never wait for each other there."""
    pairs = sorted([(merge.kept_id, merge.absorbed_id), (merge.absorbed_id, merge.kept_id)])
    for person_id, other_id in pairs:
        record(actor=actor, verb=verb, part=PART, person_id=person_id, object_id=other_id, reason=reason)
