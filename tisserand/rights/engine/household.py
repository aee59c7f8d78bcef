"""A household as the engine knows it: frozen values, checked by `reading`, no name of anyone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

APPLICANT, PARTNER, CHILD, OTHER = "applicant", "partner", "child", "other"
ROLES = (APPLICANT, PARTNER, CHILD, OTHER)
# What is written here, and OpenFisca's word for it.
ACTIVITIES = {
    "employed": "actif",
    "unemployed": "chomeur",
    "student": "etudiant",
    "retired": "retraite",
    "inactive": "inactif",
}
SCHOOLINGS = {
    "none": "inconnue",
    "nursery": "maternelle",
    "primary": "primaire",
    "middle": "college",
    "high": "lycee",
    "higher": "enseignement_superieur",
}
NATIONALITIES = {"french": "FR", "european": "DE", "other": "XX"}
COUPLES = {
    "single": "celibataire",
    "married": "marie",
    "civil_union": "pacse",
    "cohabiting": "celibataire",
}
HOUSINGS = {
    "social_tenant": "locataire_hlm",
    "tenant": "locataire_vide",
    "furnished_tenant": "locataire_meuble",
    "hostel": "locataire_foyer",
    "buyer": "primo_accedant",
    "owner": "proprietaire",
    "hosted": "loge_gratuitement",
    "homeless": "sans_domicile",
}
PAYING = frozenset({"social_tenant", "tenant", "furnished_tenant", "hostel", "buyer"})
ADULT = 16  # from this age on, incomes are asked for: a silence would be taken for none


@dataclass(frozen=True, slots=True)
class Income:
    """Money of one kind, `amount` euros a month, net, from month `first` to month `last` (None: before, since).

    `sample`: told of these months alone, so that nothing is known of the others; otherwise they are told to be without.
    """

    kind: str
    amount: Decimal
    first: int | None
    last: int | None
    sample: bool = False
    taxable: Decimal | None = None
    gross: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Someone of the household, known by an id. None is « not told »: it is said with the result."""

    id: str
    role: str
    birth_date: date
    activity: str | None = None
    incomes: tuple[Income, ...] = ()
    disability_rate: int | None = None  # per cent, as the MDPH says it
    disability_limits_work: bool | None = None  # *restriction substantielle et durable d’accès à l’emploi*
    unfit_for_work: bool | None = None  # *inapte au travail*, for ASPA before the ordinary age
    disabled_child_category: int | None = None  # complement of AEEH: 0 (none) to 6
    pregnant: bool | None = None
    schooling: str | None = None
    shared_custody: bool = False
    tax_parent: str = APPLICANT  # on whose tax return a child is, when the parents make two
    nationality: str | None = None
    residence_permit_years: int | None = None
    loss_of_autonomy: int | None = None  # *GIR*, 1 to 6
    care_plan_cost: Decimal | None = None  # monthly cost of the APA plan at home, euros
    jobseeker_solidarity: bool | None = (
        None  # five years of work in the ten before the end of the contract, for ASS
    )


@dataclass(frozen=True, slots=True)
class Housing:
    """Where it lives: the Insee code of the commune, or the zone of housing benefits (1 to 3) if only that is known."""

    status: str
    commune: str | None = None
    zone: int | None = None
    rent: Decimal | None = None  # a month, without charges
    charges: Decimal | None = None
    flat_share: bool = False
    room: bool = False


@dataclass(frozen=True, slots=True)
class Received:
    """What comes in already: `amount` in the unit of the benefit; `person` for what is each person's own."""

    benefit: str
    amount: Decimal
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Household:
    """People who live together; one of them is the applicant."""

    people: tuple[Person, ...]
    couple: str
    housing: Housing
    receives: tuple[Received, ...] = ()
    asylum_seeker: bool = False
    recently_alone: bool = False  # for less than 18 months, with a child: RSA is higher

    @property
    def applicant(self) -> Person:
        return next(person for person in self.people if person.role == APPLICANT)
