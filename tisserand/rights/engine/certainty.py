"""What nobody told, and that would make a result surer: by subject, as the table of benefits names them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tisserand.rights.engine import household as words
from tisserand.rights.engine.household import Household, Person
from tisserand.rights.engine.months import age_at, month_text
from tisserand.rights.engine.series import Window, only_net, told_from

RECENT = 3  # months that RSA and the prime d’activité look at, before the one simulated
OLDER = 60
WITH_GROSS = frozenset({"salary", "pension"})
ASPA_AGE, UNFIT_AGE = 65, 62


def missing(household: Household, month: int) -> dict[str, tuple[str, ...]]:
    """By subject, sentences that say what is not known; the applicant is « la personne », others go by their id."""
    return {subject: tuple(ask(household, month)) for subject, ask in _SUBJECTS.items()}


def _who(person: Person) -> str:
    return {words.APPLICANT: "la personne", words.PARTNER: "l’autre membre du couple"}.get(
        person.role, f"« {person.id} »"
    )


def _earners(household: Household) -> Iterator[Person]:
    return (person for person in household.people if person.incomes)


def _silence(since: int, why: str) -> Callable[[Household, int], Iterator[str]]:
    def ask(household: Household, month: int) -> Iterator[str]:
        first = month - since if since else Window(month).first
        for person in _earners(household):
            told = told_from(person, Window(month))
            if told > first:
                yield (
                    f"revenus de {_who(person)} avant {month_text(min(told, month + 1))}, repris à l’identique {why}"
                )

    return ask


def _gross(household: Household, month: int) -> Iterator[str]:
    for person in _earners(household):
        if only_net(person, WITH_GROSS):
            yield f"montant brut des revenus de {_who(person)} (le net en tient lieu)"


def _nationality(household: Household, month: int) -> Iterator[str]:
    for person in household.people:
        if person.role != words.CHILD and person.nationality is None:
            yield f"nationalité de {_who(person)} (supposée française)"


def _permit(household: Household, month: int) -> Iterator[str]:
    for person in household.people:
        if person.nationality == "other" and person.residence_permit_years is None:
            yield f"ancienneté du titre de séjour de {_who(person)} (supposée nulle)"


def _adult_disability(household: Household, month: int) -> Iterator[str]:
    for person in household.people:
        if person.role == words.CHILD:
            continue
        if person.disability_rate is None:
            yield f"taux d’incapacité de {_who(person)} (supposé nul)"
        elif 50 <= person.disability_rate < 80 and person.disability_limits_work is None:
            yield f"restriction d’accès à l’emploi de {_who(person)}, reconnue ou non par la MDPH"


def _child_disability(household: Household, month: int) -> Iterator[str]:
    for person in household.people:
        if person.role == words.CHILD and person.disability_rate and person.disabled_child_category is None:
            yield f"complément d’AEEH reconnu à {_who(person)}"


def _schooling(household: Household, month: int) -> Iterator[str]:
    for person in household.people:
        if person.schooling is None and 10 <= age_at(person.birth_date, month) <= 24:
            yield f"scolarité de {_who(person)}"


def _unfit(household: Household, month: int) -> Iterator[str]:
    for person in household.people:
        if UNFIT_AGE <= age_at(person.birth_date, month) < ASPA_AGE and person.unfit_for_work is None:
            yield f"inaptitude au travail de {_who(person)}"


def _autonomy(household: Household, month: int) -> Iterator[str]:
    for person in household.people:
        if age_at(person.birth_date, month) >= OLDER:
            if person.loss_of_autonomy is None:
                yield f"GIR de {_who(person)}"
            elif person.care_plan_cost is None:
                yield f"coût du plan d’aide de {_who(person)}"


def _jobseeker(household: Household, month: int) -> Iterator[str]:
    for person in household.people:
        if person.activity == "unemployed" and person.jobseeker_solidarity is None:
            yield f"cinq ans de travail dans les dix ans avant la fin du contrat de {_who(person)}"


def _commune(household: Household, month: int) -> Iterator[str]:
    if household.housing.commune is None:
        yield "commune du logement (seule sa zone est connue)"


_SUBJECTS: dict[str, Callable[[Household, int], Iterator[str]]] = {
    "recent_income": _silence(RECENT, "(le droit regarde les trois derniers mois)"),
    "past_income": _silence(0, "(le droit regarde l’avant-dernière année, ou les treize derniers mois)"),
    "tax_income": _silence(0, "(le droit regarde le revenu fiscal de l’avant-dernière année)"),
    "gross": _gross,
    "nationality": _nationality,
    "residence_permit": _permit,
    "adult_disability": _adult_disability,
    "child_disability": _child_disability,
    "schooling": _schooling,
    "unfit": _unfit,
    "autonomy": _autonomy,
    "jobseeker_solidarity": _jobseeker,
    "commune": _commune,
}
