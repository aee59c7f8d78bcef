"""Many households as the arrays of one simulation: individuals, families, tax returns, homes, what is known of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.simulations import Simulation

from tisserand.rights.engine import household as words
from tisserand.rights.engine.catalogue import income_kinds
from tisserand.rights.engine.household import Household, Person
from tisserand.rights.engine.law import law
from tisserand.rights.engine.months import month_text
from tisserand.rights.engine.series import Window, series_of

FAMILY, RETURN, HOME = "famille", "foyer_fiscal", "menage"
GROUPS = {
    FAMILY: ("demandeur", "conjoint", "enfant"),
    RETURN: ("declarant_principal", "conjoint", "personne_a_charge"),
    HOME: ("personne_de_reference", "conjoint", "enfant", "autre"),
}
_HOME_ROLES = {
    words.APPLICANT: "personne_de_reference",
    words.PARTNER: "conjoint",
    words.CHILD: "enfant",
    words.OTHER: "autre",
}
RECOGNISED = 50  # per cent
PARTS = ("net", "taxable", "gross")


@dataclass
class Group:
    """One kind of group: how many there are, and for each individual, which one and in what role."""

    count: int = 0
    member_of: list[int] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)

    def open(self) -> int:
        """One more; its number."""
        self.count += 1
        return self.count - 1

    def join(self, number: int, role: str) -> None:
        self.member_of.append(number)
        self.roles.append(role)


@dataclass
class Situation:
    """One simulation, and where each household stands in its arrays."""

    simulation: Simulation
    people: list[tuple[int, Person]]  # (household, person), in the order of the individuals
    families: list[tuple[int, Person]]  # (household, applicant of the family), in the order of the families
    homes: int


def build_situation(households: Sequence[Household], month: int) -> Situation:
    """A simulation of all these households; what is not told is left to OpenFisca's own default."""
    window = Window(month)
    people = [(number, person) for number, one in enumerate(households) for person in one.people]
    groups, families = _groups(households)
    simulation = _simulation(len(people), groups)
    months = [month_text(number) for number in window.months()]
    _fill_people(simulation, people, households, months)
    _fill_families(simulation, families, households, months)
    _fill_homes(simulation, households, months)
    _fill_incomes(simulation, [person for _, person in people], window, months)
    return Situation(simulation, people, families, len(households))


def _simulation(people: int, groups: dict[str, Group]) -> Simulation:
    builder = SimulationBuilder()
    builder.create_entities(law())
    builder.declare_person_entity("individu", np.arange(people))
    for name, group in groups.items():
        population = builder.declare_entity(name, np.arange(group.count))
        builder.join_with_persons(population, np.array(group.member_of), np.array(group.roles))
    return builder.build(law())


def _groups(households: Sequence[Household]) -> tuple[dict[str, Group], list[tuple[int, Person]]]:
    groups = {name: Group() for name in GROUPS}
    families: list[tuple[int, Person]] = []
    for number, household in enumerate(households):
        family, home = groups[FAMILY].open(), groups[HOME].open()
        families.append((number, household.applicant))
        returns = _returns(household, groups[RETURN])
        for person in household.people:
            groups[HOME].join(home, _HOME_ROLES[person.role])
            if person.role == words.OTHER:
                # Another adult under the same roof claims for themself, and declares alone.
                groups[FAMILY].join(groups[FAMILY].open(), "demandeur")
                groups[RETURN].join(groups[RETURN].open(), "declarant_principal")
                families.append((number, person))
                continue
            groups[FAMILY].join(
                family,
                {words.APPLICANT: "demandeur", words.PARTNER: "conjoint", words.CHILD: "enfant"}[person.role],
            )
            groups[RETURN].join(*returns(person))
    return groups, families


def _returns(household: Household, group: Group) -> Callable[[Person], tuple[int, str]]:
    """Married or in a civil union, one tax return; cohabiting, one each, where the children are on one of the two."""
    first = group.open()
    together = household.couple in {"married", "civil_union"}
    second = group.open() if household.couple == "cohabiting" else first

    def place(person: Person) -> tuple[int, str]:
        if person.role == words.APPLICANT:
            return first, "declarant_principal"
        if person.role == words.PARTNER:
            return second, "conjoint" if together else "declarant_principal"
        return (second if person.tax_parent == words.PARTNER else first), "personne_a_charge"

    return place


def _fill_people(
    simulation: Simulation,
    people: list[tuple[int, Person]],
    households: Sequence[Household],
    months: list[str],
) -> None:
    everyone = [person for _, person in people]
    simulation.set_input(
        "date_naissance",
        "ETERNITY",
        np.array([person.birth_date.isoformat() for person in everyone], dtype="datetime64[D]"),
    )
    fill = _filler(simulation, months)
    fill("activite", [words.ACTIVITIES[_activity(person)] for person in everyone])
    fill(
        "statut_marital",
        [
            words.COUPLES[households[number].couple]
            if person.role in (words.APPLICANT, words.PARTNER)
            else "celibataire"
            for number, person in people
        ],
    )
    for variable, told in _PERSON_INPUTS.items():
        values = [told(person) for person in everyone]
        if any(value not in (None, False) for value in values):
            default = law().variables[variable].default_value
            default = getattr(default, "name", default)  # of an enumeration, the word
            fill(variable, [default if value is None else value for value in values])


def _activity(person: Person) -> str:
    if person.activity is None:
        return "student" if person.schooling not in (None, "none") else "inactive"
    return person.activity


def _is_recognised(person: Person) -> bool:
    """AEEH and ASI ask whether the disability is recognised: from 50 % on, or with a complement."""
    return (person.disability_rate or 0) >= RECOGNISED or person.disabled_child_category is not None


_PERSON_INPUTS: dict[str, Callable[[Person], Any]] = {
    "taux_incapacite": lambda one: None if one.disability_rate is None else one.disability_rate / 100,
    "handicap": _is_recognised,
    "aah_restriction_substantielle_durable_acces_emploi": lambda one: one.disability_limits_work,
    "inapte_travail": lambda one: one.unfit_for_work,
    "aeeh_niveau_handicap": lambda one: one.disabled_child_category,
    "enceinte": lambda one: one.pregnant,
    "scolarite": lambda one: words.SCHOOLINGS[one.schooling or "none"],
    "garde_alternee": lambda one: one.shared_custody,
    # OpenFisca's own default is a text that its rules, which compare bytes, take for no country.
    "nationalite": lambda one: words.NATIONALITIES[one.nationality or "french"].encode(),
    "duree_possession_titre_sejour": lambda one: one.residence_permit_years,
    "gir": lambda one: one.loss_of_autonomy and f"gir_{one.loss_of_autonomy}",
    "dependance_plan_aide_domicile": lambda one: one.care_plan_cost and float(one.care_plan_cost),
    "ass_precondition_remplie": lambda one: one.jobseeker_solidarity,
}


def _fill_families(
    simulation: Simulation,
    families: list[tuple[int, Person]],
    households: Sequence[Household],
    months: list[str],
) -> None:
    fill = _filler(simulation, months)
    own = [person.role == words.APPLICANT for _, person in families]
    for variable, flag in (("asile_demandeur", "asylum_seeker"), ("rsa_isolement_recent", "recently_alone")):
        values = [
            mine and getattr(households[number], flag)
            for (number, _), mine in zip(families, own, strict=True)
        ]
        if any(values):
            fill(variable, values)


def _fill_homes(simulation: Simulation, households: Sequence[Household], months: list[str]) -> None:
    fill = _filler(simulation, months)
    homes = [household.housing for household in households]
    fill("statut_occupation_logement", [words.HOUSINGS[home.status] for home in homes])
    fill("depcom", [home.commune or "" for home in homes])
    fill("loyer", [float(home.rent or 0) for home in homes])
    fill("charges_locatives", [float(home.charges or 0) for home in homes])
    fill("coloc", [home.flat_share for home in homes])
    fill("logement_chambre", [home.room for home in homes])
    _fill_zones(simulation, [home.zone for home in homes], months)


def _fill_zones(simulation: Simulation, told: list[int | None], months: list[str]) -> None:
    """A zone that is told replaces the one that OpenFisca reads of the commune; the other homes keep theirs."""
    if not any(told):
        return
    zones = simulation.calculate("zone_apl", months[-1]).decode_to_str().astype(object)
    for number, zone in enumerate(told):
        if zone is not None:
            zones[number] = f"zone_{zone}"
    simulation.delete_arrays("zone_apl")
    _filler(simulation, months)("zone_apl", zones)


def _fill_incomes(
    simulation: Simulation, people: Sequence[Person], window: Window, months: list[str]
) -> None:
    tables: dict[str, Any] = {}
    for number, person in enumerate(people):
        for key, series in series_of(person, window).items():
            for part in PARTS:
                for variable in getattr(income_kinds()[key], part):
                    table = tables.setdefault(
                        variable, np.zeros((window.size, len(people)), dtype=np.float32)
                    )
                    table[:, number] += getattr(series, part)
    for variable, table in tables.items():
        for index, month in enumerate(months):
            simulation.set_input(variable, month, table[index])


def _filler(simulation: Simulation, months: list[str]) -> Callable[[str, Iterable[Any]], None]:
    """The same value each month: encoded once."""

    def fill(variable: str, values: Iterable[Any]) -> None:
        rule = law().variables[variable]
        if hasattr(rule, "possible_values") and rule.possible_values is not None:
            array = rule.possible_values.encode(np.array(list(values), dtype=object).astype(str))
        else:
            array = np.array(list(values), dtype=rule.dtype)
        for month in months:
            simulation.set_input(variable, month, array)

    return fill
