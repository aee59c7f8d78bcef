"""What is measured: the pages of every day, as an ordinary worker with sixty dossiers asks for them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.urls import reverse

from tests.load.crowd import Someone, mistyped
from tests.load.filling import Territory
from tisserand.common.clock import today
from tisserand.common.folding import fold

CSRF = "b" * 32


@dataclass(frozen=True)
class Ask:
    """One request; a list that was searched is asked again where it leads, as a browser does."""

    path: str
    form: dict[str, str] = field(default_factory=dict)
    is_fragment: bool = False

    @property
    def method(self) -> str:
        """POST when there is a form."""
        return "POST" if self.form else "GET"

    @property
    def body(self) -> bytes | None:
        """The form as a browser sends it."""
        return urlencode(self.form | {"csrfmiddlewaretoken": CSRF}).encode() if self.form else None


@dataclass(frozen=True)
class Page:
    """A page by name; `ask` makes a request, different each time where that matters."""

    name: str
    ask: Callable[[random.Random], Ask]
    expected: int = 200
    target: str = "4"  # times the floor


def pages_of(territory: Territory) -> list[Page]:
    """Everything that is measured."""
    thin = [{"dossier_id": dossier} for dossier, _ in territory.thin]
    people = [{"person_id": person} for _, person in territory.thin]
    thick, thick_person = territory.thick or (None, None)
    openings = [{"grant_id": grant} for grant in territory.openings]
    return [
        Page("Recherche : nom exact", _search(territory, _exact), target="2"),
        Page("Recherche : début de nom", _search(territory, _beginning), target="2"),
        Page("Recherche : faute de frappe", _search(territory, _typo), target="2"),
        Page("Recherche : prénom et nom inversés", _search(territory, _inverted), target="2"),
        Page("Recherche : téléphone", _search(territory, _phone), target="2"),
        Page("Recherche : personne de ce nom", _search(territory, _nobody), target="2"),
        Page("Ma liste", _at("people:person_list", "?parmi=les-miennes")),
        Page("Liste de la structure", _at("people:person_list")),
        Page("Mes dossiers", _at("support:dossier_list")),
        Page("Aujourd’hui", _at("support:today")),
        Page("Page d’une personne, 50 notes", _at_one("people:person_detail", people)),
        Page("Page d’une personne, 10 000 notes", _at("people:person_detail", person_id=thick_person)),
        Page("Dernières notes, sur 50", _at_one("support:entry_panel", people, is_fragment=True)),
        Page(
            "Dernières notes, sur 10 000",
            _at_one("support:entry_panel", [{"person_id": thick_person}], is_fragment=True),
        ),
        Page("Fil de 50 notes", _at_one("support:journal_detail", thin)),
        Page("Fil de 10 000 notes", _at("support:journal_detail", dossier_id=thick)),
        Page("Dossier", _at_one("support:dossier_detail", thin)),
        Page("Projet", _at_one("support:plan_detail", thin)),
        Page("Partagé avec nous, 2 000 cercles", _at("sharing:opening_list")),
        Page("Chercher parmi 2 000 cercles", _among_shared(territory)),
        Page("Ce qui est partagé d’une personne", _at_one("sharing:opening_detail", openings)),
        Page("Partage, vu de qui accompagne", _at_one("sharing:sharing_detail", people)),
        *directory_pages(),
        Page("Enregistrer une note", _write(territory), expected=302),
    ]


def directory_pages() -> list[Page]:
    """Searches of the directory, the everyday one first. At an hour when places are open: at night nothing answers."""
    opened = {"ouvert": "jour", "jour": _a_thursday().isoformat(), "heure": "10:00"}
    wide = opened | {"distance": "100", "frais": "gratuit"}
    return [
        Page(name, ask, target="8")
        for name, ask in {
            "Annuaire : un besoin près d’une commune": _help(),
            "Annuaire : ouvert, gratuit, 50 km": _help(**opened, distance="50", frais="gratuit"),
            "Annuaire : ouvert, gratuit, pour les femmes, 100 km": _help(**wide, public="femmes"),
            "Annuaire : ouvert, gratuit, 100 km, sans besoin dit": _help(needs=("",), **wide),
            "Annuaire : tout, à 100 km": _help(needs=("",), distance="100"),
            "Annuaire : un besoin, partout": _help(is_near=False),
            "Annuaire : rien ne répond": _help(
                needs=NOBODY_HELPS, **opened, frais="gratuit", type="formation"
            ),
        }.items()
    ]


def _a_thursday() -> date:
    """The next one."""
    return today() + timedelta(days=(3 - today().weekday()) % 7)


def _at(name: str, query: str = "", **about: object) -> Callable[[random.Random], Ask]:
    address = reverse(name, kwargs=about) + query
    return lambda _: Ask(address)


def _at_one(
    name: str, about: list[dict[str, Any]], *, is_fragment: bool = False
) -> Callable[[random.Random], Ask]:
    """About one or another: two readings of the same person wait for each other, and few happen at once."""
    addresses = [reverse(name, kwargs=one) for one in about]
    return lambda chance: Ask(chance.choice(addresses), is_fragment=is_fragment)


def _search(
    territory: Territory, typed: Callable[[Someone, random.Random], str]
) -> Callable[[random.Random], Ask]:
    address = reverse("people:person_search")

    def ask(chance: random.Random) -> Ask:
        _, someone = chance.choice(territory.known)
        return Ask(address, form={"q": typed(someone, chance)}, is_fragment=True)

    return ask


def _among_shared(territory: Territory) -> Callable[[random.Random], Ask]:
    address = reverse("sharing:opening_list")

    def ask(chance: random.Random) -> Ask:
        return Ask(address, form={"q": _beginning(chance.choice(territory.known)[1], chance)})

    return ask


NEEDS = (
    "manger",
    "dormir ce soir",
    "papiers",
    "ordinnateur",
    "je n’ai plus d’électricité",
    "mal aux dents",
    "dettes",
)
TOWNS = ("Grenoble", "Metz", "Rodez", "Lille", "Quimper", "Bastia", "Paris", "Lyon", "Pau", "Bourges")


NOBODY_HELPS = ("manger zzkxq", "papiers wvyqk")


def _help(
    *, is_near: bool = True, needs: tuple[str, ...] = NEEDS, **said: str
) -> Callable[[random.Random], Ask]:
    """Somebody at the desk says what they need; the directory holds a hundred thousand services (`places`)."""
    address = reverse("directory:service_search")

    def ask(chance: random.Random) -> Ask:
        where = {"lieu": chance.choice(TOWNS)} if is_near else {}
        return Ask(address, form={"q": chance.choice(needs)} | where | said)

    return ask


def _exact(someone: Someone, chance: random.Random) -> str:
    return f"{someone.first} {someone.last}"


def _beginning(someone: Someone, chance: random.Random) -> str:
    return fold(someone.last)[: chance.randint(2, 5)].strip()


def _typo(someone: Someone, chance: random.Random) -> str:
    return f"{fold(someone.first)} {mistyped(fold(someone.last), chance)}"


def _inverted(someone: Someone, chance: random.Random) -> str:
    return fold(f"{someone.last} {someone.first}")


def _phone(someone: Someone, chance: random.Random) -> str:
    return f"0{someone.phone[3:]}"


def _nobody(someone: Someone, chance: random.Random) -> str:
    return (
        "".join(chance.choice(pair) for pair in ("vwz", "ae", "kxq", "ou", "gjp", "ia"))
        + " "
        + fold(someone.last)[::-1]
    )


def _write(territory: Territory) -> Callable[[random.Random], Ask]:
    def ask(chance: random.Random) -> Ask:
        dossier, _ = chance.choice(territory.thin)
        said = {
            "body": "Appel du bailleur : le rendez-vous est pris pour jeudi, elle ira seule.",
            "confirmed": "1",
            "dossier": str(dossier),
            "kind": "call",
            "happened_on": today().isoformat(),
            "visibility": "team",
            "_once": str(uuid4()),
        }
        return Ask(reverse("support:entry_create", kwargs={"dossier_id": dossier}), form=said)

    return ask
