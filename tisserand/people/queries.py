"""Finding people and what is known around them: only what the actor may know of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, Func, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from tisserand.accounts.actors import Actor
from tisserand.common.access import Action
from tisserand.common.clock import today
from tisserand.common.questions import question
from tisserand.people.choices import (
    PROFESSIONAL_TIES,
    RECIPROCAL,
    ContactKind,
    Gender,
    PairState,
    Place,
    Safety,
    Tie,
)
from tisserand.people.models import (
    ContactPoint,
    DuplicatePair,
    Household,
    HouseholdMember,
    Merge,
    Person,
    Registration,
    Relation,
    Screening,
)
from tisserand.people.policies import MERGED, PAIR, PERSON
from tisserand.people.tie_words import deceased_word, tie_word

SOMEONE = "une personne"


def people_visible_to(actor: Actor, action: Action = Action.SEE) -> QuerySet[Person]:
    """The people on whom `actor` may do `action` (by default: know of them)."""
    return PERSON.filter(actor, action, Person.objects.all())


def forgive_spelling() -> None:
    """Until the end of the transaction, « similar » forgives two letters swapped in a name of five."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL pg_trgm.word_similarity_threshold = 0.45")


def dressed_person(actor: Actor, person_id: UUID, action: Action) -> Person | None:
    """Someone on whom the actor may do `action`, with what a page asks: `may_edit`, `may_reveal`, `may_manage`, and
    `here` (their registrations in the organisation)."""
    person = _dressed.first(actor, person_id, action)
    if person is not None:
        person.here = _registrations_here(actor, person_id)  # type: ignore[attr-defined]
    return person


@question
def _dressed(actor: Actor, person_id: UUID, action: Action) -> QuerySet[Person]:
    rights = {f"may_{what}": _may(actor, what) for what in (Action.EDIT, Action.REVEAL, Action.MANAGE)}
    return people_visible_to(actor, action).filter(pk=person_id).annotate(**rights)


def _may(actor: Actor, action: Action) -> ExpressionWrapper:
    return ExpressionWrapper(PERSON.allowed(actor, action, Person), output_field=BooleanField())


def registration_here(actor: Actor, person: Person) -> Registration | None:
    """How the actor's organisation knows this person."""
    if hasattr(person, "here"):  # loaded with the page
        return next(iter(person.here), None)
    return _registrations_here.first(actor, person.pk)


@question
def _registrations_here(actor: Actor, person_id: UUID) -> QuerySet[Registration]:
    return Registration.objects.filter(person_id=person_id, organisation_id=actor.organisation_id)


@question
def _contacts_today(_: None, person_id: UUID) -> QuerySet[ContactPoint]:
    return ContactPoint.objects.filter(person_id=person_id, until_on=None)


def contacts_of(person: Person) -> list[ContactPoint]:
    """The ways to reach someone today: the first is the one to use, the forbidden ones come last."""
    order = [Safety.SAFE, Safety.CAREFUL, Safety.UNKNOWN, Safety.FORBIDDEN]
    contacts = _contacts_today(None, person.pk)
    for contact in contacts:
        contact.person = person
    return sorted(
        contacts,
        key=lambda contact: (
            contact.safety == Safety.FORBIDDEN,
            not contact.is_preferred,
            contact.kind == ContactKind.ADDRESS,
            order.index(Safety(contact.safety)),
        ),
    )


def showable_contacts() -> QuerySet[ContactPoint]:
    """What a list or an export may show: never protected, never forbidden, still in use."""
    return ContactPoint.objects.filter(until_on=None, is_protected=False).exclude(safety=Safety.FORBIDDEN)


@dataclass(frozen=True)
class Housemate:
    """Someone in a household, as the actor may see them: by name, or only by their place."""

    member: HouseholdMember
    person: Person | None
    is_discreet: bool = False

    @property
    def name(self) -> str:
        """Their name, or « une personne »."""
        return self.person.name if self.person else SOMEONE

    @property
    def details(self) -> str:
        """« enfant, 12 ans, la moitié du temps ». The age only of someone one may know of."""
        age = self.person.age_on(today()) if self.person else None
        return ", ".join(
            filter(
                None,
                [
                    self.member.get_place_display(),
                    "" if age is None else f"{age} {'an' if age < 2 else 'ans'}",
                    share_in_words(self.member.share),
                ],
            )
        )


def share_in_words(share: int) -> str:
    """« la moitié du temps », « 30 % du temps »; nothing for someone who always lives there."""
    return "" if share == 100 else "la moitié du temps" if share == 50 else f"{share}\u00a0% du temps"


@dataclass(frozen=True)
class Home:
    """A household of someone, with those who live there now and those who left."""

    household: Household
    mine: HouseholdMember
    mates: list[Housemate]
    former: list[Housemate]
    commune: str


def homes_of(actor: Actor, person: Person) -> list[Home]:
    """The households of `person`, present ones first. The commune is kept back when someone's address is protected."""
    rows = sorted(_in_homes_of(actor, person.pk), key=_by_age)
    mine = [row for row in rows if row.person_id == person.pk]
    mine.sort(key=lambda row: (row.until_on is not None, row.created_at))
    return [_home(place, rows) for place in mine]


@question
def _in_homes_of(actor: Actor, person_id: UUID) -> QuerySet[HouseholdMember]:
    homes = HouseholdMember.objects.filter(person_id=person_id).values("household_id")
    return (
        HouseholdMember.objects.filter(~_leads_elsewhere("person_id"), household_id__in=homes)
        # Of someone whom the second wall hides, their place stays: a join would take it away with them.
        .select_related("household")
        .prefetch_related("person")
        .annotate(
            is_visible=_is_visible(actor, "person_id"),
            hides_address=_hides_address("person_id"),
            is_restricted=_is_restricted(actor, "person_id"),
        )
        .order_by("place", "created_at")
    )


def _by_age(row: Any) -> tuple[str, int]:
    """In each place the eldest first; those of whom one may not know come last."""
    return row.place, (row.person.birth_year if row.is_visible else None) or 9999


def _home(place: HouseholdMember, rows: Sequence[HouseholdMember]) -> Home:
    here = [row for row in rows if row.household_id == place.household_id]
    mates = [
        Housemate(row, row.person if row.is_visible else None, row.hides_address or row.is_restricted)  # type: ignore[attr-defined]
        for row in here
    ]
    is_kept_back = any(row.hides_address and row.until_on is None for row in here)  # type: ignore[attr-defined]
    return Home(
        household=place.household,
        mine=place,
        mates=[mate for mate in mates if mate.member.until_on is None],
        former=[mate for mate in mates if mate.member.until_on is not None],
        commune="" if is_kept_back else place.household.commune_name,
    )


def _leads_elsewhere(reference: str) -> Q:
    """Their record was brought into another one; asked past the second wall, like `_hides_address`."""
    return Q(Func(F(reference), function="people_leads_elsewhere", output_field=BooleanField()))


def keeps_commune_back(household: Household) -> bool:
    """Whether saying where this household is would say where someone lives whose address is protected."""
    return household.members.filter(_hides_address("person_id"), until_on=None).exists()


def _is_visible(actor: Actor, reference: str) -> Exists:
    return Exists(people_visible_to(actor).filter(pk=OuterRef(reference)))


def _hides_address(reference: str) -> Func:
    """Wherever it is protected: asked past the second wall, for what is not seen must not be told by omission."""
    return Func(F(reference), function="people_hides_address", output_field=BooleanField())


def _is_restricted(actor: Actor, reference: str) -> Exists:
    here = Registration.objects.filter(organisation_id=actor.organisation_id, is_restricted=True)
    return Exists(here.filter(person_id=OuterRef(reference)))


def _is_discreet(actor: Actor, reference: str) -> Q:
    """Someone restricted here, or whose address is protected: a picture says of them what the circle's owner said."""
    return Q(_is_restricted(actor, reference)) | Q(_hides_address(reference))


def count_children(person: Person) -> int:
    """The children of the households where this person is an adult, and those named as theirs besides."""
    return len(_children(None, person.pk))


@question
def _children(_: None, person_id: UUID) -> QuerySet[HouseholdMember, Any]:
    mine = HouseholdMember.objects.filter(person_id=person_id, place=Place.ADULT, until_on=None)
    homes = mine.values("household_id")
    at_home = HouseholdMember.objects.filter(household_id__in=homes, place=Place.CHILD, until_on=None)
    at_home = at_home.filter(person__merged_into=None)
    named = Relation.objects.filter(person_id=person_id, tie=Tie.CHILD, until_on=None)
    one = named.order_by().values_list(Coalesce("other_id", "pk"))
    return at_home.exclude(person_id=person_id).order_by().values_list("person_id").union(one)


@dataclass(frozen=True)
class TieShown:
    """A relation as the actor may see it from one side."""

    relation: Relation
    tie: Tie
    person: Person | None
    is_reciprocal: bool = False
    is_discreet: bool = False

    @property
    def name(self) -> str:
        """Their name if the actor may know of them, else what was written on this side, else « une personne »."""
        if self.person:
            return self.person.name
        return SOMEONE if self.is_reciprocal else self.relation.name or SOMEONE

    @property
    def details(self) -> str:
        """« mère, à Oran »; of someone discreet, or told on the other side, only what this side says."""
        told = None if self.is_reciprocal else self.relation
        opened = self.person if self.person and not self.is_discreet else None
        gender = opened.gender if opened else told.gender if told else Gender.UNKNOWN
        is_deceased = bool(opened and opened.deceased_on) or bool(told and told.is_deceased)
        said = [
            tie_word(self.tie, gender, self.relation.parentage),
            told.role if told else "",
            deceased_word(gender) if is_deceased else "",
        ]
        return ", ".join(filter(None, said))

    @property
    def is_professional(self) -> bool:
        """Whether they count by their trade."""
        return self.tie in PROFESSIONAL_TIES


def ties_of(actor: Actor, person: Person) -> list[TieShown]:
    """Who counts for `person`: told on this side, or on the other one by someone whom the actor may know of."""
    rows = _told_of(actor, person.pk)
    told = [row for row in rows if row.person_id == person.pk]
    mine = [
        TieShown(
            row,
            Tie(row.tie),
            row.other if row.sees_other else None,  # type: ignore[attr-defined]
            is_discreet=bool(row.other_is_discreet),  # type: ignore[attr-defined]
        )
        for row in told
    ]
    already = {(row.other_id, row.tie) for row in told}
    theirs = [
        TieShown(row, tie, row.person, is_reciprocal=True, is_discreet=bool(row.person_is_discreet))  # type: ignore[attr-defined]
        for row in rows
        if row.other_id == person.pk
        and row.sees_person  # type: ignore[attr-defined]
        and (tie := RECIPROCAL.get(Tie(row.tie))) is not None
        and (row.person_id, tie) not in already
    ]
    return mine + theirs


@question
def _told_of(actor: Actor, person_id: UUID) -> QuerySet[Relation]:
    return (
        Relation.objects.filter(Q(person_id=person_id) | Q(other_id=person_id), until_on=None)
        # A tie between two records of the same person says nothing once they are one.
        .exclude(Q(person__merged_into__isnull=False) | Q(other__merged_into__isnull=False))
        .select_related("person", "other")
        .annotate(
            sees_other=_is_visible(actor, "other_id"),
            sees_person=_is_visible(actor, "person_id"),
            other_is_discreet=_is_discreet(actor, "other_id"),
            person_is_discreet=_is_discreet(actor, "person_id"),
        )
    )


def names_of_ties(actor: Actor, people: Iterable[str], ties: Iterable[str]) -> dict[str, str]:
    """By id, what to call these people and the other end of these ties, as `actor` may know of them.

    Whom one may not know of has no name here; of a tie, the words written beside it, else « une personne ».
    """
    told = list(Relation.objects.filter(pk__in=ties).values_list("pk", "name", "other_id").order_by())
    wanted = {*people, *(str(other) for _, _, other in told if other)}
    known = people_visible_to(actor).filter(pk__in=wanted) if wanted else Person.objects.none()
    names = {str(person.pk): person.name for person in known}
    return names | {str(pk): names.get(str(other), "") or name or SOMEONE for pk, name, other in told}


def pairs_visible_to(actor: Actor) -> QuerySet[DuplicatePair]:
    """The pairs of which `actor` may decide: of both people they may know, and both records still stand."""
    return PAIR.filter(actor, Action.SEE, DuplicatePair.objects.all()).select_related(
        "first", "second", "decided_by"
    )


def count_hidden_pairs(actor: Actor, state: PairState) -> int:
    """How many pairs in this state are about someone of whom `actor` may not know: counted, never shown."""
    standing = DuplicatePair.objects.filter(
        ~_leads_elsewhere("first_id"),
        ~_leads_elsewhere("second_id"),
        organisation_id=actor.organisation_id,
        state=state,
    )
    return standing.count() - pairs_visible_to(actor).filter(state=state).count()


def merges_visible_to(actor: Actor) -> QuerySet[Merge]:
    """The merges that `actor` may undo, or could have."""
    rows = MERGED.filter(actor, Action.SEE, Merge.objects.all())
    return rows.select_related("kept", "absorbed", "merged_by", "undone_by")


def latest_screening(actor: Actor) -> Screening | None:
    """The last search for duplicates in the actor's organisation."""
    return (
        Screening.objects.filter(organisation_id=actor.organisation_id)
        .select_related("job", "started_by")
        .first()
    )
