"""A household from a JSON file: every problem names its field, and what would become a silent zero is asked for."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from tisserand.common.communes import commune_of
from tisserand.rights.engine import household as words
from tisserand.rights.engine.catalogue import benefits, income_kinds
from tisserand.rights.engine.household import Household, Housing, Income, Person, Received
from tisserand.rights.engine.months import age_at, month_number, month_text

OLDEST_CHILD = 25  # from this age on, nobody is anyone's child for these rights
RICHEST = Decimal(1_000_000)  # euros a month: beyond, a point was forgotten
OLDEST = 120
_ABSENT = object()


class UnreadableHousehold(ValueError):
    """What is wrong, field by field: `problems` holds pairs (field, sentence)."""

    def __init__(self, problems: Iterable[tuple[str, str]]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ; ".join(f"{field} : {sentence}" for field, sentence in self.problems))


def read_household(told: Any, *, month: int) -> Household:
    """A household as the JSON schema describes it, for the rights of `month`; raises UnreadableHousehold."""
    reading = _Reading(month)
    household = reading.household(told)
    if reading.problems:
        raise UnreadableHousehold(reading.problems)
    assert household is not None
    return household


def read_month(told: Any, field: str = "month") -> int:
    """A month written 2026-11; raises UnreadableHousehold."""
    try:
        return month_number(told)
    except (TypeError, ValueError):
        raise UnreadableHousehold([(field, f"écrivez un mois comme 2026-11, et non {told!r}.")]) from None


class _Reading:
    """Goes on after a problem, so that all are told at once."""

    def __init__(self, month: int) -> None:
        self.month = month
        self.problems: list[tuple[str, str]] = []

    def wrong(self, field: str, sentence: str) -> None:
        self.problems.append((field, sentence))

    def household(self, told: Any) -> Household | None:
        row = self.row(told, "", KEYS["household"])
        if row is None:
            return None
        people = tuple(
            person
            for index, one in enumerate(self.list_of(row, "people", "people"))
            if (person := self.person(one, f"people[{index}]")) is not None
        )
        couple = self.choice(row, "couple", "", words.COUPLES, asked="dites s’il y a un couple")
        housing = self.housing(row.get("housing", _ABSENT))
        self.check_people(people, couple)
        read = Household(
            people=_in_order(people),
            couple=couple or "single",
            housing=housing,
            receives=tuple(self.receives(row, people)),
            asylum_seeker=bool(self.flag(row, "asylum_seeker", "")),
            recently_alone=bool(self.flag(row, "recently_alone", "")),
        )
        return None if self.problems else read

    def check_people(self, people: tuple[Person, ...], couple: str | None) -> None:
        if self.problems:
            return
        roles = [person.role for person in people]
        if roles.count(words.APPLICANT) != 1:
            self.wrong("people", "il faut une personne, et une seule, dont « role » soit « applicant ».")
        if roles.count(words.PARTNER) > 1:
            self.wrong("people", "une seule personne peut être « partner ».")
        if (words.PARTNER in roles) != (couple != "single"):
            self.wrong("couple", "« single » va sans « partner », toute autre réponse en demande un·e.")
        seen: set[str] = set()
        for index, person in enumerate(people):
            if person.id in seen:
                self.wrong(f"people[{index}].id", f"« {person.id} » est déjà pris.")
            seen.add(person.id)

    def person(self, told: Any, at: str) -> Person | None:
        row = self.row(told, at, KEYS["person"])
        if row is None:
            return None
        identity = row.get("id")
        if not isinstance(identity, str) or not identity:
            self.wrong(f"{at}.id", "donnez un identifiant, qui ne soit pas un nom.")
            identity = ""
        role = self.choice(row, "role", at, words.ROLES, asked="dites qui est cette personne dans le ménage")
        birth = self.birth(row, at)
        if role is None or birth is None:
            return None
        age = age_at(birth, self.month)
        if role == words.CHILD and age >= OLDEST_CHILD:
            self.wrong(
                f"{at}.role",
                f"à {age} ans, personne n’est plus à charge pour ces droits : choisissez « other ».",
            )
        if role in (words.APPLICANT, words.PARTNER) and age < words.ADULT:
            self.wrong(f"{at}.birth_date", f"{age} ans : il faut 16 ans ou plus pour demander.")
        grown = age >= words.ADULT
        return Person(
            id=identity,
            role=role,
            birth_date=birth,
            activity=self.choice(
                row,
                "activity",
                at,
                words.ACTIVITIES,
                asked="dites l’activité" if grown and role != words.CHILD else None,
            ),
            incomes=self.incomes(row, at, asked=grown),
            disability_rate=self.whole(row, "disability_rate", at, 0, 100),
            disability_limits_work=self.flag(row, "disability_limits_work", at),
            unfit_for_work=self.flag(row, "unfit_for_work", at),
            disabled_child_category=self.whole(row, "disabled_child_category", at, 0, 6),
            pregnant=self.flag(row, "pregnant", at),
            schooling=self.choice(row, "schooling", at, words.SCHOOLINGS),
            shared_custody=self.custody(row, at, role),
            tax_parent=self.choice(row, "tax_parent", at, (words.APPLICANT, words.PARTNER))
            or words.APPLICANT,
            nationality=self.choice(row, "nationality", at, words.NATIONALITIES),
            residence_permit_years=self.whole(row, "residence_permit_years", at, 0, OLDEST),
            loss_of_autonomy=self.whole(row, "loss_of_autonomy", at, 1, 6),
            care_plan_cost=self.amount(row, "care_plan_cost", at),
            jobseeker_solidarity=self.flag(row, "jobseeker_solidarity", at),
        )

    def custody(self, row: Mapping[str, Any], at: str, role: str) -> bool:
        custody = self.choice(row, "custody", at, ("full", "shared"))
        if custody and role != words.CHILD:
            self.wrong(f"{at}.custody", "la garde ne se dit que d’un enfant.")
        return custody == "shared"

    def birth(self, row: Mapping[str, Any], at: str) -> date | None:
        field = f"{at}.birth_date"
        told = row.get("birth_date", _ABSENT)
        if told is _ABSENT:
            self.wrong(field, "donnez la date de naissance.")
            return None
        try:
            birth = date.fromisoformat(told)
        except (TypeError, ValueError):
            self.wrong(field, f"écrivez une date comme 1985-03-01, et non {told!r}.")
            return None
        if birth.year * 12 + birth.month - 1 > self.month:
            self.wrong(field, f"cette date vient après {month_text(self.month)}.")
            return None
        if age_at(birth, self.month) > OLDEST:
            self.wrong(field, f"cette personne aurait plus de {OLDEST} ans.")
            return None
        return birth

    def incomes(self, row: Mapping[str, Any], at: str, *, asked: bool) -> tuple[Income, ...]:
        if "incomes" not in row:
            if asked:
                self.wrong(f"{at}.incomes", "dites les revenus, ou une liste vide s’il n’y en a aucun.")
            return ()
        rows = self.list_of(row, "incomes", f"{at}.incomes", may_be_empty=True)
        read = (self.income(one, f"{at}.incomes[{index}]") for index, one in enumerate(rows))
        return tuple(income for income in read if income is not None)

    def income(self, told: Any, at: str) -> Income | None:
        row = self.row(told, at, KEYS["income"])
        if row is None:
            return None
        kind = self.choice(row, "type", at, income_kinds(), asked="dites de quel revenu il s’agit")
        amount = self.amount(row, "amount", at, asked="donnez le montant net, en euros")
        when = self.when(row, at)
        if kind is None or amount is None or when is None:
            return None
        first, last, sample = when
        share = Decimal(12) if "year" in row else Decimal(1)
        others = {
            part: None if (told_part := self.amount(row, part, at)) is None else told_part / share
            for part in ("taxable", "gross")
        }
        for part, value in others.items():
            if value is not None and not getattr(income_kinds()[kind], part):
                self.wrong(f"{at}.{part}", "ce revenu n’a qu’un montant net.")
        return Income(kind, amount / share, first, last, sample, **others)

    def when(self, row: Mapping[str, Any], at: str) -> tuple[int | None, int | None, bool] | None:
        """Of which months: one month, a year, or from … to …"""
        ways = [way for way in (("month",), ("year",), ("from", "to")) if any(key in row for key in way)]
        if len(ways) != 1:
            self.wrong(at, "dites quand : « month », « year », ou « from » et « to ».")
            return None
        if "year" in row:
            year = self.whole(row, "year", at, 1950, self.month // 12)
            return None if year is None else (year * 12, year * 12 + 11, True)
        months = {key: self.month_in(row, key, at) for key in ("month", "from", "to") if key in row}
        if None in months.values():
            return None
        if "month" in months:
            return months["month"], months["month"], True
        first, last = months.get("from"), months.get("to")
        if first is not None and last is not None and last < first:
            self.wrong(f"{at}.to", "la fin vient avant le début.")
            return None
        return first, last, False

    def month_in(self, row: Mapping[str, Any], key: str, at: str) -> int | None:
        try:
            return read_month(row[key], f"{at}.{key}")
        except UnreadableHousehold as error:
            self.problems += error.problems
            return None

    def housing(self, told: Any) -> Housing:
        if told is _ABSENT:
            self.wrong("housing", "dites le logement.")
            return Housing("homeless")
        row = self.row(told, "housing", KEYS["housing"])
        if row is None:
            return Housing("homeless")
        status = self.choice(
            row, "status", "housing", words.HOUSINGS, asked="dites à quel titre on habite là"
        )
        commune, zone = self.place(row)
        pays = status in words.PAYING
        rent = self.amount(
            row,
            "rent",
            "housing",
            asked="donnez le loyer (ou la mensualité), sans lui l’aide au logement serait nulle sans le dire"
            if pays
            else None,
        )
        if rent and not pays and status is not None:
            self.wrong("housing.rent", f"« {status} » va sans loyer.")
        return Housing(
            status=status or "homeless",
            commune=commune,
            zone=zone,
            rent=rent,
            charges=self.amount(row, "charges", "housing"),
            flat_share=bool(self.flag(row, "flat_share", "housing")),
            room=bool(self.flag(row, "room", "housing")),
        )

    def place(self, row: Mapping[str, Any]) -> tuple[str | None, int | None]:
        commune, zone = row.get("commune"), self.whole(row, "zone", "housing", 1, 3)
        if commune is None and zone is None and not self.problems_of("housing.zone"):
            self.wrong(
                "housing.commune",
                "donnez le code Insee de la commune (ou « zone » : 1, 2 ou 3), sans lui les montants seraient faux.",
            )
        if commune is not None and (not isinstance(commune, str) or commune_of(commune) is None):
            self.wrong("housing.commune", f"{commune!r} n’est pas le code Insee d’une commune d’aujourd’hui.")
            return None, zone
        return commune, zone

    def problems_of(self, field: str) -> bool:
        return any(told == field for told, _ in self.problems)

    def receives(self, row: Mapping[str, Any], people: tuple[Person, ...]) -> Iterator[Received]:
        known = {person.id for person in people}
        for index, told in enumerate(self.list_of(row, "receives", "receives", may_be_empty=True)):
            at = f"receives[{index}]"
            one = self.row(told, at, KEYS["received"])
            if one is None:
                continue
            benefit = self.choice(one, "benefit", at, benefits(), asked="dites quel droit")
            amount = self.amount(one, "amount", at, asked="donnez le montant (1 pour un droit sans montant)")
            person = one.get("person")
            if person is not None and person not in known:
                self.wrong(f"{at}.person", f"{person!r} n’est l’identifiant de personne ici.")
            elif benefit and benefits()[benefit].scope == "person" and person is None:
                self.wrong(f"{at}.person", "ce droit est propre à une personne : dites laquelle.")
            elif benefit is not None and amount is not None:
                yield Received(benefit, amount, person)

    def row(self, told: Any, at: str, keys: frozenset[str]) -> Mapping[str, Any] | None:
        if not isinstance(told, Mapping):
            self.wrong(at or "household", "il faut ici un objet JSON.")
            return None
        for key in told:
            if key not in keys:
                self.wrong(
                    f"{at}.{key}" if at else str(key),
                    f"clé inconnue ; les clés possibles ici sont {', '.join(sorted(keys))}.",
                )
        return told

    def list_of(self, row: Mapping[str, Any], key: str, at: str, *, may_be_empty: bool = False) -> list[Any]:
        told = row.get(key, [])
        if not isinstance(told, list):
            self.wrong(at, "il faut ici une liste.")
            return []
        if not told and not may_be_empty:
            self.wrong(at, "il faut au moins une personne.")
        return told

    def choice(
        self, row: Mapping[str, Any], key: str, at: str, among: Iterable[str], *, asked: str | None = None
    ) -> str | None:
        field = f"{at}.{key}" if at else key
        possible = tuple(among)
        told = row.get(key)
        if told is None:
            if asked:
                self.wrong(field, f"{asked} : {', '.join(possible)}.")
            return None
        if told not in possible:
            self.wrong(field, f"{told!r} n’est pas une de ces réponses : {', '.join(possible)}.")
            return None
        return str(told)

    def flag(self, row: Mapping[str, Any], key: str, at: str) -> bool | None:
        told = row.get(key)
        if told is not None and not isinstance(told, bool):
            self.wrong(f"{at}.{key}" if at else key, "répondez true ou false.")
            return None
        return told

    def whole(self, row: Mapping[str, Any], key: str, at: str, least: int, most: int) -> int | None:
        told = row.get(key)
        if told is None:
            return None
        if isinstance(told, bool) or not isinstance(told, int) or not least <= told <= most:
            self.wrong(f"{at}.{key}", f"il faut un nombre entier de {least} à {most}, et non {told!r}.")
            return None
        return told

    def amount(
        self, row: Mapping[str, Any], key: str, at: str, *, asked: str | None = None
    ) -> Decimal | None:
        field = f"{at}.{key}"
        told = row.get(key)
        if told is None:
            if asked:
                self.wrong(field, f"{asked}.")
            return None
        if isinstance(told, bool) or not isinstance(told, (int, float, Decimal)) or not math.isfinite(told):
            self.wrong(field, f"il faut un nombre d’euros, et non {told!r}.")
            return None
        value = Decimal(str(told))
        if value < 0:
            self.wrong(field, "un montant n’est jamais négatif ici : ce qui est versé a son propre type.")
            return None
        if value > RICHEST:
            self.wrong(field, f"{told} euros paraît impossible : vérifiez la virgule.")
            return None
        return value


def _in_order(people: tuple[Person, ...]) -> tuple[Person, ...]:
    """Always the same one, whatever that of the file: results must not depend on it."""
    return tuple(
        sorted(people, key=lambda person: (words.ROLES.index(person.role), person.birth_date, person.id))
    )


def _fields(owner: Callable[..., Any], *, without: str = "", more: str = "") -> frozenset[str]:
    names = set(owner.__dataclass_fields__)  # type: ignore[attr-defined]
    return frozenset(names - set(without.split()) | set(more.split()))


KEYS = {
    "household": _fields(Household, more="month"),
    "person": _fields(Person, without="shared_custody", more="custody"),
    "income": frozenset({"type", "amount", "taxable", "gross", "month", "year", "from", "to"}),
    "housing": _fields(Housing),
    "received": _fields(Received),
}
