"""Is this person already known here? Looked for before anything is saved, with reasons; people decide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q, QuerySet
from rapidfuzz.distance import JaroWinkler

from tisserand.accounts.actors import Actor
from tisserand.common.folding import fold
from tisserand.people.choices import ContactKind
from tisserand.people.dates import PartialDate
from tisserand.people.merged import former_ids
from tisserand.people.models import ContactPoint, NotDuplicate, Person
from tisserand.people.names import sound_keys
from tisserand.people.phones import read_phone
from tisserand.people.queries import forgive_spelling, people_visible_to

LIKELY, POSSIBLE = 0.85, 0.62
LOOKED_AT = 80


@dataclass(frozen=True)
class PersonDraft:
    """What has been typed of someone so far."""

    first_names: str = ""
    used_first_name: str = ""
    last_name: str = ""
    birth_name: str = ""
    birth: PartialDate = field(default_factory=PartialDate)
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()

    @property
    def firsts(self) -> list[str]:
        """The first names, folded, each once."""
        return _names(self.used_first_name, self.first_names)

    @property
    def lasts(self) -> list[str]:
        """The family names, folded, each once."""
        return _names(self.last_name, self.birth_name)


@dataclass(frozen=True)
class Candidate:
    """Someone already known who may be the same, why, and how likely (from 0 to 1)."""

    person: Person
    reasons: list[str] = field(default_factory=list)
    score: float = 0.0

    @property
    def degree(self) -> str:
        """In words."""
        return "très probable" if self.score >= LIKELY else "possible"

    @property
    def why_in_words(self) -> str:
        """The reasons, one after the other."""
        return ", ".join(self.reasons)

    @property
    def is_likely(self) -> bool:
        """Whether it would be a surprise that they are two people."""
        return self.score >= LIKELY


@transaction.atomic
def similar_people(actor: Actor, draft: PersonDraft, *, other_than: Person | None = None) -> list[Candidate]:
    """The people the actor may know of who look like `draft`, likeliest first; no one already told apart."""
    forgive_spelling()
    reached = _reached_by(draft)
    people = _candidates(actor, draft, reached)
    if other_than is not None:
        people = people.exclude(pk__in=[other_than.pk, *told_apart_from(other_than)])
    compared = (_compare(draft, person, reached.get(person.pk, [])) for person in people[:LOOKED_AT])
    found = [candidate for candidate in compared if candidate.score >= POSSIBLE]
    return sorted(found, key=lambda candidate: -candidate.score)[:6]


def draft_of(person: Person) -> PersonDraft:
    """Someone already recorded, as a draft to compare with the others."""
    shared = [c for c in person.contacts.filter(until_on=None) if not c.is_protected]
    return PersonDraft(
        first_names=person.first_names,
        used_first_name=person.used_first_name,
        last_name=person.last_name,
        birth_name=person.birth_name,
        birth=person.birth,
        phones=tuple(c.value for c in shared if c.kind == ContactKind.PHONE),
        emails=tuple(c.value for c in shared if c.kind == ContactKind.EMAIL),
    )


def told_apart_from(person: Person) -> list[object]:
    """The ids of those known not to be `person`."""
    known_as = [person.pk, *former_ids(person.pk)]
    one_of = Q(first__in=known_as) | Q(second__in=known_as)
    pairs = NotDuplicate.objects.filter(one_of).values_list(
        "first_id", "first__merged_into", "second_id", "second__merged_into"
    )
    return [other for pair in pairs for other in pair if other and other not in known_as]


def _names(*names: str) -> list[str]:
    return list(dict.fromkeys(folded for name in names if (folded := fold(name))))


def _reached_by(draft: PersonDraft) -> dict[object, list[str]]:
    """Who can be reached in one of the draft's ways, and which. Protected ways are not compared: they would show."""
    phones = [phone.number for text in draft.phones if (phone := read_phone(text)) and phone.is_valid]
    emails = [email.strip().lower() for email in draft.emails if email.strip()]
    if not phones and not emails:
        return {}
    rows = ContactPoint.objects.filter(
        Q(kind=ContactKind.PHONE, value__in=phones) | Q(kind=ContactKind.EMAIL, value__in=emails),
        is_protected=False,
    )
    reached: dict[object, list[str]] = {}
    for person_id, kind in rows.values_list("person_id", "kind")[:LOOKED_AT]:
        label = "même téléphone" if kind == ContactKind.PHONE else "même adresse électronique"
        reached.setdefault(person_id, []).append(label)
    return reached


def _candidates(actor: Actor, draft: PersonDraft, reached: dict[object, list[str]]) -> QuerySet[Person]:
    """Those whose names all sound close, or born the same day with one name alike, or reached alike."""
    first, last = sound_keys(*draft.firsts), sound_keys(*draft.lasts)
    alike = Q(pk__in=list(reached))
    if first and last:
        alike |= Q(sounds__overlap=first) & Q(sounds__overlap=last)
    alike |= _close_spelling(draft)
    if draft.birth.year and draft.birth.month:
        born = Q(birth_year=draft.birth.year, birth_month=draft.birth.month, birth_day=draft.birth.day)
        alike |= born & (Q(sounds__overlap=first + last) | _one_close_word(draft))
    elif not (first and last):
        alike |= Q(sounds__overlap=first + last) if first or last else Q()
    return people_visible_to(actor.ordinary).filter(alike)


def _close_spelling(draft: PersonDraft) -> Q:
    """Typed differently: every word finds one like it."""
    if not draft.firsts or not draft.lasts:
        return Q(pk__in=[])
    first, last = draft.firsts[0].split()[0], draft.lasts[0].split()[-1]
    return Q(search_names__trigram_word_similar=first) & Q(search_names__trigram_word_similar=last)


def _one_close_word(draft: PersonDraft) -> Q:
    close = Q(pk__in=[])
    for words in (draft.firsts, draft.lasts):
        for name in words[:1]:
            close |= Q(search_names__trigram_word_similar=name)
    return close


def _compare(draft: PersonDraft, person: Person, reached: list[str]) -> Candidate:
    """Names weigh most, a birth date decides, a shared phone helps (families share them)."""
    names, name_reasons = _compare_names(draft, person)
    birth, birth_reason = _compare_births(draft.birth, person.birth)
    score = names * 0.72 + birth + (0.12 if reached else 0)
    reasons = [*name_reasons, *([birth_reason] if birth_reason else []), *dict.fromkeys(reached)]
    return Candidate(person, reasons, round(min(max(score, 0), 1), 3))


def _compare_names(draft: PersonDraft, person: Person) -> tuple[float, list[str]]:
    firsts = _names(*person.every_first_name, person.first_names.split(" ")[0])
    lasts = _names(*person.every_last_name)
    straight = _both(draft.firsts, firsts, draft.lasts, lasts)
    inverted = _both(draft.firsts, lasts, draft.lasts, firsts) - 0.03
    if inverted > straight and inverted > 0.8:
        return inverted, ["nom et prénom inversés"]
    return straight, _name_reasons(draft, person, straight)


def _both(first: list[str], firsts: list[str], last: list[str], lasts: list[str]) -> float:
    """How alike, when every name given must be alike: the weaker of the two counts most."""
    pairs = [(first, firsts), (last, lasts)]
    closeness = sorted(_closest(given, known) for given, known in pairs if given and known)
    if not closeness:
        return 0.0
    if len(closeness) == 1:
        return closeness[0] * 0.8
    return closeness[0] * 0.65 + closeness[1] * 0.35


def _closest(given: Iterable[str], known: Iterable[str]) -> float:
    return max((_alike(a, b) for a in given for b in known), default=0.0)


def _alike(a: str, b: str) -> float:
    if a == b:
        return 1.0
    if set(sound_keys(a)) & set(sound_keys(b)):
        return 0.94
    if set(a.split()) & set(b.split()):  # one of two first names, one of two family names
        return 0.9
    return float(JaroWinkler.similarity(a.replace(" ", ""), b.replace(" ", ""))) ** 2


def _name_reasons(draft: PersonDraft, person: Person, closeness: float) -> list[str]:
    if closeness < 0.7:
        return []
    if set(draft.lasts) & set(_names(person.birth_name)) and not set(draft.lasts) & set(
        _names(person.last_name)
    ):
        return ["nom de naissance"]
    if closeness == 1.0:
        return ["même nom"]
    heard = set(sound_keys(*draft.firsts, *draft.lasts)) & set(person.sounds)
    return ["nom qui sonne pareil" if heard else "nom proche"]


def _compare_births(given: PartialDate, known: PartialDate) -> tuple[float, str]:
    if not given or not known:
        return 0.0, ""
    if given == known and given.day:
        return 0.28, "même date de naissance"
    pairs = [(given.year, known.year), (given.month, known.month), (given.day, known.day)]
    same = [a == b for a, b in pairs if a and b]
    if all(same):
        return 0.14, "date de naissance compatible"
    if same.count(False) == 1 and len(same) == 3:
        return 0.1, "date de naissance proche"
    if (given.month, given.day, given.year) == (known.day, known.month, known.year):
        return 0.18, "jour et mois inversés"
    return -0.3, ""
