"""A few hundred lighter dossiers, so that lists look like lists: drawn the same way every time."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from tisserand.accounts.authorship import written_by
from tisserand.accounts.models import Organisation
from tisserand.common.communes import communes_of_department
from tisserand.demo.territory import HERE, Territory, read_toml
from tisserand.people.choices import ContactKind, Gender, Safety
from tisserand.people.models import ContactPoint, Person, Registration
from tisserand.support.choices import (
    ClosingReason,
    DeadlineKind,
    Doer,
    EntryKind,
    ItemKind,
    Phase,
    Priority,
    StepState,
    WelcomeOutcome,
)
from tisserand.support.models import (
    Deadline,
    Dossier,
    Entry,
    FirstWelcome,
    Goal,
    MapItem,
    PhaseChange,
    Plan,
    Referent,
    Request,
    SituationMap,
    Step,
    Victory,
)

SEED = 1789
DEPARTMENT = "88"
# Organisation, team, its workers, how many dossiers.
SHARES = (
    ("ccas-de-valmont", "nord", ("sophie", "amadou"), 74),
    ("ccas-de-valmont", "sud", ("claire", "ines"), 66),
    ("passerelles-du-val", "rue", ("karim", "lucie"), 56),
    ("passerelles-du-val", "familles", ("ines",), 34),
    ("maison-des-solidarites", "polyvalence", ("patricia",), 70),
)
OPEN_PHASES = (
    Phase.REQUEST,
    Phase.ASSESSMENT,
    Phase.NEGOTIATION,
    Phase.AGREEMENT,
    Phase.ACTION,
    Phase.REVIEW,
)


class Crowd:
    """Draws people and their dossiers from `crowd.toml` with one seeded dice."""

    def __init__(self, territory: Territory) -> None:
        self.territory = territory
        self.dice = random.Random(SEED)
        self.words: dict[str, Any] = read_toml(HERE / "crowd.toml")
        self.communes = communes_of_department(DEPARTMENT)
        self.number = 0

    def gather(self) -> int:
        """Make them all; returns how many."""
        for slug, team, workers, count in SHARES:
            for _ in range(count):
                organisation, worker = self.territory.organisations[slug], self.dice.choice(workers)
                with written_by(self.territory.actor(worker, organisation)):
                    self.make(organisation, team, worker)
        self.welcome()
        return self.number

    def chance(self, percent: int) -> bool:
        """True so many times in a hundred."""
        return self.dice.randrange(100) < percent

    def make(self, organisation: Organisation, team: str, worker: str) -> None:
        """One person, one dossier, what goes with it."""
        self.number += 1
        person = self.make_person()
        registration = Registration(person=person, organisation=organisation)
        dossier = self.make_dossier(person, organisation, team, worker)
        # Known since the day the dossier opened, and numbered in that year.
        registration.created_at = self.territory.moment(
            (dossier.opened_on - self.territory.today).days, "09:30"
        )
        registration.file_number = f"D-{dossier.opened_on.year}-{self.number:04}"
        registration.save()
        about = self.dice.choice(self.words["requests"])
        Request.objects.create(
            dossier=dossier,
            person=person,
            words=self.dice.choice(about["words"]),
            asked_on=dossier.opened_on,
            topics=[about["topic"]],
        )
        self.make_journal(dossier)
        if self.chance(45):
            self.make_map(dossier, about)
        if dossier.phase in (Phase.AGREEMENT, Phase.ACTION, Phase.REVIEW) or self.chance(15):
            self.make_plan(dossier, about)
        self.make_marks(dossier)

    def make_person(self) -> Person:
        """Someone invented, reachable by phone and living in a commune of the list."""
        gender = self.dice.choice([Gender.FEMALE, Gender.FEMALE, Gender.MALE])
        firsts = self.words["women" if gender == Gender.FEMALE else "men"]
        whole = not self.chance(6)
        person = Person.objects.create(
            first_names=self.dice.choice(firsts),
            last_name=self.dice.choice(self.words["names"]),
            birth_name=self.dice.choice(self.words["names"])
            if gender == Gender.FEMALE and self.chance(35)
            else "",
            gender=gender,
            birth_year=self.dice.randint(1938, 2006),
            birth_month=self.dice.randint(1, 12) if whole else None,
            birth_day=self.dice.randint(1, 28) if whole else None,
            languages=["fr"],
            is_demonstration=True,
        )
        commune = self.dice.choice(self.communes)
        # 06 39 98 xx xx: numbers that the regulator keeps for fiction.
        ContactPoint.objects.create(
            person=person,
            kind=ContactKind.PHONE,
            value=f"+33639980{self.number:03}",
            safety=self.dice.choice([Safety.SAFE, Safety.UNKNOWN]),
            is_preferred=True,
        )
        ContactPoint.objects.create(
            person=person,
            kind=ContactKind.ADDRESS,
            value=f"{self.dice.randint(1, 120)}, {self.dice.choice(self.words['streets'])}",
            postcode=commune.postcodes[0],
            commune=commune.name,
            commune_code=commune.code,
        )
        return person

    def make_dossier(self, person: Person, organisation: Organisation, team: str, worker: str) -> Dossier:
        """Open three times in four; some without an active referent, as in real life."""
        territory, dice = self.territory, self.dice
        opened = -dice.randint(20, 900)
        is_closed = self.chance(22)
        closed = dice.randint(opened + 15, -5) if is_closed else 0
        phase = Phase.CLOSED if is_closed else dice.choice(OPEN_PHASES)
        dossier = Dossier.objects.create(
            organisation=organisation,
            team=territory.teams[team],
            person=person,
            phase=phase,
            priority=Priority.URGENT
            if self.chance(4)
            else Priority.WATCH
            if self.chance(12)
            else Priority.ORDINARY,
            opened_on=territory.day(opened),
            contact_every_days=dice.choice([21, 30, 30, 45, 60]),
            closed_on=max(territory.day(closed), territory.day(opened)) if is_closed else None,
            closing_reason=dice.choice(ClosingReason.values[:6]) if is_closed else "",
            is_demonstration=True,
        )
        PhaseChange.objects.create(
            dossier=dossier, person=person, phase=Phase.REQUEST, changed_on=dossier.opened_on
        )
        if phase != Phase.REQUEST:
            PhaseChange.objects.create(
                dossier=dossier,
                person=person,
                phase=phase,
                changed_on=dossier.closed_on or territory.day(dice.randint(opened // 2, -1)),
            )
        without = not is_closed and self.chance(5)
        Referent.objects.create(
            dossier=dossier,
            person=person,
            user=territory.users[worker],
            since_on=dossier.opened_on,
            until_on=dossier.closed_on or (territory.day(-1) if without else None),
        )
        return dossier

    def moment_in(self, dossier: Dossier) -> datetime:
        """Some working hour in the life of the dossier."""
        today = self.territory.today
        last = (dossier.closed_on or today) - timedelta(days=1)
        days = max((last - dossier.opened_on).days, 0)
        # Recent things weigh more: most dossiers are alive.
        offset = (dossier.opened_on - today).days + round(days * self.dice.random() ** 0.35)
        return self.territory.moment(
            min(offset, -1), f"{self.dice.randint(8, 17):02}:{self.dice.choice(['00', '20', '45'])}"
        )

    def make_journal(self, dossier: Dossier) -> None:
        """Two to seven notes, oldest first."""
        author = dossier.referents.first()
        heard = []
        moments = [self.moment_in(dossier) for _ in range(self.dice.randint(2, 7))]
        if dossier.is_open and self.chance(90):  # most people were heard from as agreed
            moments.append(
                self.territory.moment(-self.dice.randint(1, max(2, dossier.contact_every_days - 8)))
            )
        for happened_at in sorted(moments):
            is_last = happened_at == max(moments)
            kind = EntryKind.CALL if is_last else self.dice.choice(list(self.words["journal"]))
            here = kind != EntryKind.ADMINISTRATIVE
            Entry.objects.create(
                dossier=dossier,
                person=dossier.person,
                author=author.user if author else self.territory.users["marc"],
                kind=kind,
                body=self.dice.choice(self.words["journal"][kind]),
                happened_at=happened_at,
                created_at=happened_at + timedelta(minutes=20),
                person_present=here,
                from_person=kind == EntryKind.CALL,
            )
            if here:
                heard.append(happened_at.date())
        if heard:
            Dossier.objects.filter(pk=dossier.pk).update(last_contact_on=max(heard))

    def make_map(self, dossier: Dossier, about: dict[str, Any]) -> None:
        """A difficulty or two, and always something that holds."""
        situation = SituationMap.objects.create(
            dossier=dossier, person=dossier.person, assessed_on=self.moment_in(dossier).date()
        )
        chosen = [(ItemKind.DIFFICULTY, title) for title in self.dice.sample(about["difficulty"], k=2)]
        chosen.append((ItemKind.STRENGTH, self.dice.choice(self.words["strengths"]["titles"])))
        for kind, title in chosen:
            weight = self.dice.randint(1, 4)
            MapItem.objects.create(
                map=situation,
                person=dossier.person,
                kind=kind,
                topic=about["topic"],
                title=title,
                weight_person=weight,
                weight_worker=max(0, min(4, weight + self.dice.choice([-1, 0, 0, 1]))),
            )

    def make_plan(self, dossier: Dossier, about: dict[str, Any]) -> None:
        """One goal and a few steps, some done, some late."""
        plan = Plan.objects.create(dossier=dossier, person=dossier.person)
        goal = Goal.objects.create(
            plan=plan,
            person=dossier.person,
            title=f"Y voir plus clair : {self.dice.choice(about['difficulty']).lower()}",
        )
        for place, title in enumerate(about["steps"]):
            is_done = dossier.closed_on is not None or self.chance(50)
            day = self.moment_in(dossier).date()
            Step.objects.create(
                goal=goal,
                person=dossier.person,
                title=title,
                doer=self.dice.choice([Doer.PERSON, Doer.BOTH, Doer.WORKER]),
                due_on=day
                if is_done
                else self.territory.day(
                    -self.dice.randint(1, 9) if self.chance(5) else self.dice.randint(6, 80)
                ),
                state=StepState.DONE if is_done else StepState.PLANNED,
                done_on=day if is_done else None,
                position=place,
            )

    def make_marks(self, dossier: Dossier) -> None:
        """Victories, and dates to watch."""
        author = dossier.referents.first()
        user = author.user if author else self.territory.users["marc"]
        for _ in range(self.dice.choice([0, 0, 1, 1, 2])):
            Victory.objects.create(
                dossier=dossier,
                person=dossier.person,
                words=self.dice.choice(self.words["victories"]["words"]),
                happened_on=self.moment_in(dossier).date(),
                noted_by=user,
            )
        if dossier.is_open and self.chance(14):
            kind = self.dice.choice(list(self.words["deadlines"]))
            Deadline.objects.create(
                dossier=dossier,
                person=dossier.person,
                kind=DeadlineKind(kind),
                title=self.words["deadlines"][kind],
                due_on=self.territory.day(self.dice.randint(2, 150)),
                owner=user,
            )

    def welcome(self) -> None:
        """First welcomes of the last weeks at the front desk, most of them nameless."""
        organisation = self.territory.organisations["ccas-de-valmont"]
        for about in self.words["welcomes"]:
            waits = about["outcome"] in (WelcomeOutcome.APPOINTMENT, WelcomeOutcome.URGENT) and self.chance(
                40
            )
            # Nobody in a hurry waits for weeks.
            oldest = 24 if not waits else 2 if about["outcome"] == WelcomeOutcome.URGENT else 8
            at = self.territory.moment(-self.dice.randint(1, oldest), f"{self.dice.randint(9, 16):02}:30")
            FirstWelcome.objects.create(
                organisation=organisation,
                team=self.territory.teams[self.dice.choice(["nord", "sud"])],
                welcomed_by=self.territory.users["jeanne"],
                welcomed_at=at,
                created_at=at,
                called=about.get("called", ""),
                request=about["request"],
                topics=[about["topic"]],
                outcome=about["outcome"],
                answer=about["answer"],
                handled_at=None if waits else at + timedelta(hours=3),
                is_demonstration=True,
            )
