"""One imported row becomes a person, ways of reaching them, a dossier and its first note."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.utils import timezone
from pghistory.models import Event

from tisserand.accounts.actors import Actor
from tisserand.accounts.choices import Role
from tisserand.accounts.models import Membership, Team, User
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.folding import fold
from tisserand.common.rows import Revised
from tisserand.people.choices import ContactKind, Safety
from tisserand.people.dates import PartialDate
from tisserand.people.duplicates import Candidate, PersonDraft, similar_people
from tisserand.people.models import ContactPoint, DuplicatePair, Keyholder, NotDuplicate, Person, Registration
from tisserand.people.names import sound_keys
from tisserand.people.services import grant_keyholder, register_person
from tisserand.support.caseload.rows import RowDraft
from tisserand.support.caseload.values import first_day
from tisserand.support.choices import ClosingReason, EntryKind, Phase, RowState
from tisserand.support.models import CaseloadImport, Dossier, Entry, ImportRow, PhaseChange, Referent, Request

# From this likeness on, a person decides. Lower than « likely »: a wrong question costs less than a double.
PROPOSED = 0.8


class NoTeam(Exception):
    """The organisation has no open team to bring people into."""


@dataclass(frozen=True)
class Destination:
    """Where the rows of an import go, and who « M. Diallo » is."""

    caseload_import: CaseloadImport
    team: Team
    referents: dict[str, User]
    team_of: dict[UUID, UUID]
    now: datetime

    @classmethod
    def of(cls, caseload_import: CaseloadImport, colleagues: list[User], now: datetime) -> Destination:
        """Everything that is the same for all the rows. Raises NoTeam."""
        team = caseload_import.team or caseload_import.organisation.teams.filter(closed_on=None).first()
        if team is None:
            raise NoTeam("Cette structure n’a aucune équipe : créez-en une avant de reprendre des dossiers.")
        by_id = {str(user.pk): user for user in colleagues}
        places = Membership.objects.current(timezone.localdate(now)).filter(
            organisation_id=caseload_import.organisation_id,
            role__in=[Role.WORKER, Role.COORDINATOR],
            team__closed_on=None,
        )
        return cls(
            caseload_import,
            team,
            {text: by_id[pk] for text, pk in caseload_import.referents.items() if pk in by_id},
            {user_id: team_id for user_id, team_id in places.values_list("user_id", "team_id") if team_id},
            now,
        )

    @property
    def today(self) -> date:
        """The day of the import, in Paris."""
        return timezone.localdate(self.now)


def find_candidates(actor: Actor, draft: RowDraft) -> list[dict[str, Any]]:
    """The people already known here whom this row may be about, most likely first: `[{"person", "reasons"}]`."""
    same_number = _same_number(actor, draft.file_number)
    found = similar_people(
        actor,
        PersonDraft(
            first_names=draft.first_names,
            last_name=draft.last_name,
            birth_name=draft.birth_name,
            birth=draft.birth or PartialDate(),
            phones=tuple(c.value for c in draft.contacts if c.kind == ContactKind.PHONE),
            emails=tuple(c.value for c in draft.contacts if c.kind == ContactKind.EMAIL),
        ),
    )
    return same_number + [
        {"person": str(c.person.pk), "reasons": [*c.reasons, *_doubts(draft, c)]}
        for c in found
        if _is_proposed(draft, c)
    ]


def _is_proposed(draft: RowDraft, candidate: Candidate) -> bool:
    """Likely enough; or the very same name with a birth date missing; or a name that marriage may have changed."""
    if candidate.score >= PROPOSED:
        return True
    reasons = candidate.reasons
    if "même nom" in reasons and draft.first_names and draft.last_name:
        return not draft.birth or not candidate.person.birth
    reached = {"même téléphone", "même adresse électronique"} & set(reasons)
    return bool(reached) and "même date de naissance" in reasons and _same_first_name(draft, candidate)


def _same_first_name(draft: RowDraft, candidate: Candidate) -> bool:
    return bool(draft.first_names) and fold(draft.first_names) in (
        fold(candidate.person.first_names),
        fold(candidate.person.used_first_name),
    )


def _doubts(draft: RowDraft, candidate: Candidate) -> list[str]:
    """What speaks for two people: the same day, the same name, another first name."""
    person = candidate.person
    twins = (
        "même date de naissance" in candidate.reasons
        and fold(draft.last_name) == fold(person.last_name)
        and draft.first_names
        and person.first_names
        and not set(sound_keys(draft.first_names))
        & set(sound_keys(person.first_names, person.used_first_name))
    )
    return ["prénoms différents : peut-être des jumeaux"] if twins else []


def _same_number(actor: Actor, file_number: str) -> list[dict[str, Any]]:
    holders = Registration.objects.filter(
        organisation_id=actor.organisation_id, file_number=file_number
    ).exclude(file_number="")
    return [{"person": str(r.person_id), "reasons": ["même numéro de dossier"]} for r in holders]


def bring_in(
    *, actor: Actor, row: ImportRow, draft: RowDraft, destination: Destination, known: Person | None = None
) -> None:
    """Make (or complete, when `known`) the person, then open a dossier unless one is open already."""
    referent = destination.referents.get(draft.referent)
    person = known or _register(actor, draft, destination)
    contacts = _add_contacts(person, draft, is_new=known is None)
    if draft.is_confidential and known is None:
        for user_id in {actor.user_id, referent.pk if referent else None} - {None}:
            grant_keyholder(actor=actor, person=person, user=User.objects.get(pk=user_id))
    has_one = known is not None and not draft.closed and _open_dossiers(actor, person).exists()
    dossier = None if has_one else _open_dossier(actor, person, draft, referent, destination)
    row.created_person, row.created_dossier = known is None, dossier is not None
    row.person, row.state = person, RowState.ACCEPTED
    row.dossier = dossier or _open_dossiers(actor, person).get()
    told = _told_by(draft, whole=has_one) if known else []
    entry = _write_first_note(actor, row.dossier, draft, destination, told)
    row.added = {"contacts": [str(contact.pk) for contact in contacts], "entry": str(entry.pk)}
    record(
        actor=actor, verb=Verb.CREATE, part="support.caseload", person_id=person.pk, object_id=row.dossier.pk
    )


def _register(actor: Actor, draft: RowDraft, destination: Destination) -> Person:
    person = Person(
        first_names=draft.first_names,
        last_name=draft.last_name,
        birth_name=draft.birth_name,
        gender=draft.gender,
        birth_year=draft.birth.year if draft.birth else None,
        birth_month=draft.birth.month if draft.birth else None,
        birth_day=draft.birth.day if draft.birth else None,
    )
    return register_person(
        actor=actor,
        person=person,
        file_number=draft.file_number,
        is_restricted=draft.is_confidential,
        now=destination.now,
    )


def _told_by(draft: RowDraft, *, whole: bool) -> list[tuple[str, str]]:
    """What the row says of someone already known, for the note; `whole`: no dossier of its own holds the rest."""
    named = " ".join(filter(None, [draft.first_names, draft.last_name]))
    said: list[tuple[str, object]] = [
        ("Nom dans le fichier", named),
        ("Nom de naissance", draft.birth_name),
        ("Date de naissance", draft.birth),
        ("N° de dossier", draft.file_number),
    ]
    if whole:
        said += [
            ("Demande", draft.request),
            ("Premier contact", draft.opened),
            ("Dernier contact", draft.last_contact),
            ("Suivi par", draft.referent),
        ]
    return [(label, str(value)) for label, value in said if value]


def _add_contacts(person: Person, draft: RowDraft, *, is_new: bool) -> list[ContactPoint]:
    known = set() if is_new else set(person.contacts.values_list("kind", "value"))
    return ContactPoint.objects.bulk_create(
        ContactPoint(
            person=person,
            kind=contact.kind,
            value=contact.value,
            postcode=contact.postcode,
            commune=contact.commune,
            belongs_to=contact.belongs_to,
            hours=contact.hours,
            note=contact.note,
            safety=Safety.CAREFUL if draft.is_confidential or contact.note else Safety.UNKNOWN,
            is_protected=draft.is_confidential,
        )
        for contact in draft.contacts
        if (contact.kind, contact.value) not in known
    )


def _open_dossiers(actor: Actor, person: Person) -> QuerySet[Dossier]:
    return Dossier.objects.filter(person=person, organisation_id=actor.organisation_id, closed_on=None)


def _open_dossier(
    actor: Actor, person: Person, draft: RowDraft, referent: User | None, destination: Destination
) -> Dossier:
    """A dossier as the file tells it, closed if it is."""
    opened_on = _opened_on(draft, destination.today)
    closed_on = first_day(draft.closed) if draft.closed else None
    dossier = Dossier.objects.create(
        organisation_id=actor.organisation_id,
        team_id=destination.team_of.get(referent.pk if referent else UUID(int=0), destination.team.pk),
        person=person,
        phase=Phase.CLOSED if closed_on else Phase.REQUEST,
        opened_on=opened_on,
        last_contact_on=first_day(draft.last_contact) if draft.last_contact else None,
        closed_on=closed_on,
        closing_reason=(draft.closing_reason or ClosingReason.OTHER) if closed_on else "",
    )
    PhaseChange.objects.create(
        dossier=dossier,
        person=person,
        phase=dossier.phase,
        changed_on=closed_on or opened_on,
        changed_by_id=actor.user_id,
    )
    if referent:
        Referent.objects.create(
            dossier=dossier, person=person, user=referent, since_on=opened_on, until_on=closed_on
        )
    if draft.request:
        Request.objects.create(
            dossier=dossier, person=person, words=draft.request, asked_on=opened_on, topics=draft.topics
        )
    return dossier


def _opened_on(draft: RowDraft, today: date) -> date:
    """The first day the file knows of: entry, else last contact, else exit, else the day of the import."""
    known = [first_day(d) for d in (draft.opened, draft.last_contact, draft.closed) if d]
    return first_day(draft.opened) if draft.opened else min([*known, today])


def _write_first_note(
    actor: Actor, dossier: Dossier, draft: RowDraft, destination: Destination, told: list[tuple[str, str]]
) -> Entry:
    """What the file said and has no field of its own here: nothing of it is lost."""
    lines = [f"Repris du fichier « {destination.caseload_import.file_name} »."]
    lines += [f"{heading} : {text}" for heading, text in [*told, *draft.kept]]
    if draft.referent and draft.referent not in destination.referents:
        lines.append(f"Suivi par, d’après le fichier : {draft.referent}")
    if draft.remarks:
        lines.append("À vérifier : " + " ".join(draft.remarks))
    # Not through `write_entry`: the file may say that the dossier is closed, where nobody writes any more.
    return Entry.objects.create(
        dossier=dossier,
        person_id=dossier.person_id,
        author_id=actor.user_id,
        kind=EntryKind.ADMINISTRATIVE,
        body="\n".join(lines),
        happened_at=destination.now,
    )


# --- undone


def take_back(row: ImportRow) -> bool:
    """Take back what a row made or added; False, and nothing is touched, when somebody has worked on it since."""
    if row.created_dossier or row.created_person:
        if not is_untouched(row):
            return False
        remove_what_row_made(row)
    entry = Entry.objects.filter(pk=row.added.get("entry")).first()
    if not row.created_dossier and (entry is None or entry.revision > 1):
        return False
    ContactPoint.objects.filter(pk__in=row.added.get("contacts", []), revision=1).delete()
    if entry:
        entry.delete()
    return True


def is_untouched(row: ImportRow) -> bool:
    """Whether nobody has worked on what this row made: only then may an undo remove it."""
    dossier = row.dossier
    if dossier is None or dossier.revision > 1:
        return False
    if row.created_person and row.person and row.person.revision > 1:
        return False
    others = (
        dossier.entries.count() > 1,
        dossier.victories.exists(),
        dossier.deadlines.exists(),
        dossier.phase_changes.count() > 1,
        dossier.referents.count() > 1,
        dossier.requests.count() > 1,
        hasattr(dossier, "situation_map"),
        hasattr(dossier, "plan"),
        dossier.entries.filter(revision__gt=1).exists(),
    )
    return not any(others) and not any(_has_company(thing, dossier) for thing in _made_by(row))


# What a row makes; of these, only what came after its note, or was corrected since, is somebody's work.
MADE = (Dossier, Registration, Keyholder, ContactPoint, PhaseChange, Referent, Request, Entry, ImportRow)
# Rows that die with the person and say nothing of them: histories, « these two look alike », « they are not the same ».
MOOT = (Event, NotDuplicate, DuplicatePair)


def _made_by(row: ImportRow) -> list[Model]:
    made: list[Model] = []
    if row.created_dossier and row.dossier:
        made.append(row.dossier)
    if row.created_person and row.person:
        made += [row.person, *row.person.registrations.all()]
    return made


def _has_company(thing: Model, dossier: Dossier) -> bool:
    """Whether anything points at it but what its row made, in whatever room: those to come are asked too."""
    note = dossier.entries.order_by("created_at").first()
    if note is None:
        return True
    company = Q()
    for relation in thing._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and not issubclass(relation.related_model, MOOT):
            company |= Q(Exists(_company_by(relation, note.created_at)))
    return type(thing)._base_manager.filter(company, pk=thing.pk).exists()


def _company_by(relation: ForeignObjectRel, written_at: datetime) -> QuerySet[Any]:
    model = relation.related_model
    rows = model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
    if model not in MADE:
        return rows
    since = Q(created_at__gt=written_at)
    return rows.filter(since | Q(revision__gt=1) if issubclass(model, Revised) else since)


def remove_what_row_made(row: ImportRow) -> None:
    """Take back the dossier and the person that this row made. The trail of the import stays."""
    person, dossier = row.person, row.dossier
    if row.created_dossier and dossier:
        dossier.delete()
    if row.created_person and person:
        Registration.objects.filter(person=person).delete()
        person.delete()
