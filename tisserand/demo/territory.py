"""The organisations of the invented territory, their teams and the people who work there."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from tisserand.accounts.actors import Actor
from tisserand.accounts.models import Membership, Organisation, Team, User
from tisserand.accounts.queries import actors_of

HERE = Path(__file__).parent
DOMAIN = "valmont.example"


@dataclass
class Territory:
    """What the stories lean on: who works where, and what day it is. Days are counted from `today`."""

    today: date
    organisations: dict[str, Organisation] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    actors: dict[tuple[str, str], Actor] = field(default_factory=dict)

    def day(self, offset: int) -> date:
        """The working day nearest to `offset` days from today: nobody holds an interview on a Sunday."""
        day = self.today + timedelta(days=offset)
        if offset and day.weekday() >= 5:
            day += (
                timedelta(days=-1 if day.weekday() == 5 else -2)
                if offset < 0
                else timedelta(days=7 - day.weekday())
            )
        return day

    def moment(self, offset: int, hour: str = "10:00") -> datetime:
        """An instant of that day, in Paris."""
        return timezone.make_aware(datetime.combine(self.day(offset), time.fromisoformat(hour)))

    def actor(self, key: str, organisation: Organisation) -> Actor:
        """Someone of the cast, acting for an organisation."""
        place = (key, organisation.slug)
        if place not in self.actors:
            self.actors[place] = actors_of(self.users[key], today=self.today)[organisation.pk]
        return self.actors[place]


def read_toml(path: Path) -> dict[str, Any]:
    """A story or the cast."""
    return tomllib.loads(path.read_text())


def make_territory(today: date) -> Territory:
    """Create organisations, teams and people, all marked as demonstration."""
    territory = Territory(today)
    source = read_toml(HERE / "cast.toml")
    for entry in source["organisations"]:
        _make_organisation(territory, entry)
    for entry in source["members"]:
        _make_member(territory, entry)
    return territory


def _make_organisation(territory: Territory, entry: dict[str, Any]) -> None:
    organisation = Organisation.objects.create(
        slug=entry["slug"],
        name=entry["name"],
        phone=entry["phone"],
        address=entry["address"],
        is_demonstration=True,
    )
    territory.organisations[organisation.slug] = organisation
    for key, name in entry["teams"].items():
        territory.teams[key] = Team.objects.create(organisation=organisation, name=name)


def _make_member(territory: Territory, entry: dict[str, Any]) -> None:
    user = User.objects.create_user(
        email=f"{entry['key']}@{DOMAIN}",
        first_name=entry["first"],
        last_name=entry["last"],
        job_title=entry["job"],
        is_demonstration=True,
    )
    territory.users[entry["key"]] = user
    for slug, team, role in entry["places"]:
        Membership.objects.create(
            user=user,
            organisation=territory.organisations[slug],
            team=territory.teams[team] if team else None,
            role=role,
            since_on=territory.today - timedelta(days=900),
        )


def lines_of_the_cast() -> dict[str, str]:
    """What the entry page says of each member, by e-mail."""
    return {f"{m['key']}@{DOMAIN}": m["line"] for m in read_toml(HERE / "cast.toml")["members"]}
