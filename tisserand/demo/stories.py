"""The twelve situations, told in `stories/*.toml`, made into dossiers: map, plan, months of journal, victories."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from tisserand.accounts.actors import Actor
from tisserand.accounts.authorship import written_by
from tisserand.accounts.models import Organisation
from tisserand.audit.services import happening_at
from tisserand.demo.agreements import make_agreement
from tisserand.demo.circles import make_circle
from tisserand.demo.emergencies import open_for_danger
from tisserand.demo.essentials import write_essential
from tisserand.demo.guests import give_link
from tisserand.demo.meetings import make_meeting
from tisserand.demo.papers import add_paper
from tisserand.demo.peers import let_peer_speak
from tisserand.demo.places import COMMUNE, COMMUNE_CODE, POSTCODE
from tisserand.demo.readings import note_readings
from tisserand.demo.referrals import make_referral
from tisserand.demo.territory import HERE, Territory, read_toml
from tisserand.demo.threads import make_thread
from tisserand.people.choices import ContactKind
from tisserand.people.models import (
    ContactPoint,
    Household,
    HouseholdMember,
    Keyholder,
    Person,
    Registration,
    Relation,
)
from tisserand.sharing.models import CircleMember
from tisserand.support.choices import Doer, GoalState, StepState, Visibility
from tisserand.support.models import (
    Deadline,
    Dossier,
    Entry,
    Goal,
    MapItem,
    MapLink,
    PhaseChange,
    Plan,
    Referent,
    Request,
    Review,
    SituationMap,
    Step,
    Victory,
)
from tisserand.support.services.agreements import agree_plan
from tisserand.support.services.snapshots import take_snapshot

Source = dict[str, Any]


@dataclass
class Story:
    """One story being told: its source, where it takes place, what has been made so far."""

    source: Source
    territory: Territory
    organisation: Organisation
    dossier: Dossier = field(init=False)
    person: Person = field(init=False)
    items: dict[str, MapItem] = field(default_factory=dict)
    goals: dict[str, Goal] = field(default_factory=dict)
    steps: dict[str, Step] = field(default_factory=dict)
    ties: dict[str, Relation] = field(default_factory=dict)
    through: list[tuple[Relation, str]] = field(default_factory=list)

    @property
    def referent(self) -> Actor:
        """The one who holds the thread."""
        return self.territory.actor(self.source["referent"], self.organisation)


def tell_all(territory: Territory) -> list[Dossier]:
    """Every story, in the order of the files."""
    return [tell(territory, read_toml(path)) for path in sorted((HERE / "stories").glob("*.toml"))]


def tell(territory: Territory, source: Source) -> Dossier:
    """Make one story into a person and a dossier."""
    organisation = territory.organisations[source.get("organisation", "ccas-de-valmont")]
    story = Story(source, territory, organisation)
    with written_by(story.referent):
        _make(story)
    return story.dossier


def _make(story: Story) -> None:
    source = story.source
    story.person = make_person(source["person"])
    _make_registration(story)
    _make_around(story)
    _make_dossier(story)
    make_circle(story.territory, story.person, story.organisation, source)
    if "map" in source:
        _make_map(story)
    if "plan" in source:
        _make_plan(story)
    _make_journal(story)
    _make_marks(story)
    for paper in source.get("documents", []):
        add_paper(story.territory, story.referent, story.dossier, paper)
    for block in source.get("account", []):
        write_essential(story.territory, story.referent, story.dossier, block)
    for agreement in source.get("shared", []):
        make_agreement(story.territory, story.referent, story.dossier, agreement)
    for thread in source.get("threads", []):
        make_thread(story.territory, story.dossier, thread)
    _make_shared_work(story)
    if "closed" in source:
        _close(story)


def _make_shared_work(story: Story) -> None:
    """What goes through the services, as on the pages: links, meetings, a peer's voice, an emergency."""
    source, told = story.source, (story.territory, story.referent, story.dossier)
    note_readings(story.territory, story.dossier, source)
    for guest in source.get("guests", []):
        give_link(*told, guest)
    for meeting in source.get("meetings", []):
        make_meeting(*told, meeting)
    for referral in source.get("referrals", []):
        make_referral(*told, referral)
    for peer in source.get("peers", []):
        let_peer_speak(*told, peer)
    for emergency in source.get("emergencies", []):
        open_for_danger(story.territory, story.dossier, emergency)


def _close(story: Story) -> None:
    """The end comes last: nothing is written in a closed dossier."""
    closed = story.source["closed"]
    Dossier.objects.filter(pk=story.dossier.pk).update(
        closed_on=story.territory.day(closed["at"]),
        closing_reason=closed["reason"],
        closing_note=closed["note"],
    )


def make_person(source: Source) -> Person:
    """A person from the words of a story; `birth` is [year, month, day], as far as known."""
    year, month, day = (*source.get("birth", []), None, None, None)[:3]
    return Person.objects.create(
        first_names=source.get("first_names", source.get("first", "")),
        used_first_name=source.get("used_first_name", ""),
        last_name=source.get("last_name", source.get("last", "")),
        birth_name=source.get("birth_name", ""),
        gender=source.get("gender", "unknown"),
        birth_year=year,
        birth_month=month,
        birth_day=day,
        languages=source.get("languages", ["fr"]),
        interpreter=source.get("interpreter", ""),
        protection=source.get("protection", ""),
        protected_by=source.get("protected_by", ""),
        is_demonstration=True,
    )


def _make_registration(story: Story) -> None:
    source = story.source
    registration = Registration.objects.create(
        person=story.person,
        organisation=story.organisation,
        file_number=source.get("file_number", ""),
        is_restricted=source.get("restricted", False),
        created_at=story.territory.moment(source["opened"], "09:30"),
    )
    if registration.is_restricted:
        Keyholder.objects.create(registration=registration, user=story.territory.users[source["referent"]])


def _contacts(story: Story) -> Iterator[Source]:
    """Those that the story tells; who says no address lives somewhere in Valmont all the same."""
    told = story.source.get("contacts", [])
    yield from told
    if all(contact["kind"] != ContactKind.ADDRESS for contact in told):
        yield {"kind": ContactKind.ADDRESS, "value": "Valmont"}


def _make_around(story: Story) -> None:
    for contact in _contacts(story):
        is_address = contact["kind"] == ContactKind.ADDRESS
        ContactPoint.objects.create(
            person=story.person,
            kind=contact["kind"],
            value=contact["value"],
            postcode=POSTCODE if is_address else "",
            commune=COMMUNE if is_address else "",
            commune_code=COMMUNE_CODE if is_address else "",
            safety=contact.get("safety", "unknown"),
            hours=contact.get("hours", ""),
            belongs_to=contact.get("belongs_to", ""),
            note=contact.get("note", ""),
            no_message=contact.get("no_message", False),
            is_protected=contact.get("protected", False),
            is_preferred=contact.get("preferred", False),
        )
    for household in story.source.get("household", []):
        _make_household(story, household)
    for relation in story.source.get("relations", []):
        _make_relation(story, relation)
    for relation, key in story.through:
        Relation.objects.filter(pk=relation.pk).update(through=story.ties[key])


def _make_relation(story: Story, source: Source) -> None:
    """Someone named by the story; `through`: the key of the tie by whom they come."""
    relation = Relation.objects.create(
        person=story.person,
        tie=source["tie"],
        name=source["name"],
        role=source.get("role", ""),
        phone=source.get("phone", ""),
        note=source.get("note", ""),
        is_emergency_contact=source.get("emergency", False),
        gender=source.get("gender", "unknown"),
        birth_year=source.get("year"),
        is_deceased=source.get("gone", False),
        **_lived(source),
    )
    _remember(story, relation, source)


def _lived(source: Source) -> dict[str, str]:
    """How a tie is lived, and of what kind it is."""
    return {name: source.get(name, "") for name in ("quality", "couple", "parentage")}


def _remember(story: Story, relation: Relation, source: Source) -> None:
    if "key" in source:
        story.ties[source["key"]] = relation
    if "through" in source:
        story.through.append((relation, source["through"]))


def _make_household(story: Story, source: Source) -> None:
    """Relatives become people of their own, known to the same organisation; `self = false`: lives elsewhere."""
    household = Household.objects.create(name=source["name"], commune_name=source.get("commune", "Valmont"))
    if source.get("self", True):
        HouseholdMember.objects.create(
            household=household, person=story.person, share=source.get("share", 100)
        )
    for member in source.get("members", []):
        person = Person.objects.filter(
            first_names=member["first"], last_name=member["last"], is_demonstration=True
        ).first()
        if person is None:
            person = make_person(member)
            Registration.objects.create(
                person=person,
                organisation=story.organisation,
                is_restricted=story.source.get("restricted", False),
                created_at=story.territory.moment(story.source["opened"], "09:30"),
            )
        HouseholdMember.objects.create(
            household=household,
            person=person,
            place=member.get("place", "adult"),
            share=member.get("share", 100),
        )
        if "tie" in member:
            relation = Relation.objects.create(
                person=story.person, other=person, tie=member["tie"], **_lived(member)
            )
            _remember(story, relation, member)
    story.source.setdefault("_households", []).append(household)


def _make_dossier(story: Story) -> None:
    source, territory = story.source, story.territory
    phase, _ = source["phases"][-1]
    households = source.get("_households", [])
    story.dossier = Dossier.objects.create(
        organisation=story.organisation,
        team=territory.teams[source["team"]],
        person=story.person,
        household=households[0] if households else None,
        phase=phase,
        priority=source.get("priority", "ordinary"),
        opened_on=territory.day(source["opened"]),
        contact_every_days=source.get("rhythm", 30),
        is_demonstration=True,
    )
    for changed, at in source["phases"]:
        PhaseChange.objects.create(
            dossier=story.dossier,
            person=story.person,
            phase=changed,
            changed_on=territory.day(at),
            changed_by=territory.users[source["referent"]],
        )
    _make_referents(story)
    request = source["request"]
    Request.objects.create(
        dossier=story.dossier,
        person=story.person,
        words=request["words"],
        origin=request.get("origin", "spontaneous"),
        asked_by=request.get("asked_by", ""),
        asked_on=territory.day(source["opened"]),
        topics=request.get("topics", []),
    )


def _make_referents(story: Story) -> None:
    """`earlier = [[who, from, to, why], …]`, then the present one."""
    source, territory = story.source, story.territory
    since = source["opened"]
    for who, start, end, why in source.get("earlier", []):
        Referent.objects.create(
            dossier=story.dossier,
            person=story.person,
            user=territory.users[who],
            since_on=territory.day(start),
            until_on=territory.day(end),
            reason=why,
        )
        since = end
    closed = source.get("closed")
    Referent.objects.create(
        dossier=story.dossier,
        person=story.person,
        user=territory.users[source["referent"]],
        since_on=territory.day(since),
        until_on=territory.day(closed["at"]) if closed else None,
    )


# --- the map, then and now


def _make_map(story: Story) -> None:
    source, territory = story.source["map"], story.territory
    situation = SituationMap.objects.create(dossier=story.dossier, person=story.person)
    for item in source["items"]:
        story.items[item["key"]] = _make_item(story, situation, item)
    for snapshot in source.get("snapshots", []):
        _show(story, situation, snapshot.get("weights"), snapshot.get("links"))
        now = territory.moment(snapshot["at"], "18:00")
        with happening_at(now):
            take_snapshot(
                actor=story.referent,
                dossier=story.dossier,
                label=snapshot.get("label", ""),
                taken_on=territory.day(snapshot["at"]),
                together=True,
                now=now,
            )
    _show(story, situation, None, None)
    SituationMap.objects.filter(pk=situation.pk).update(assessed_on=territory.day(source["assessed"]))


def _make_item(story: Story, situation: SituationMap, item: Source) -> MapItem:
    return MapItem.objects.create(
        map=situation,
        person=story.person,
        kind=item["kind"],
        topic=item["topic"],
        title=item["title"],
        words=item.get("words", ""),
        weight_person=item.get("person"),
        weight_worker=item.get("worker"),
        is_urgent=item.get("urgent", False),
        since=item.get("since", ""),
        expressed_need=item.get("asked", ""),
        underlying_need=item.get("beneath", ""),
        note=item.get("note", ""),
        resolved_on=story.territory.day(item["resolved"]) if "resolved" in item else None,
    )


def _show(
    story: Story, situation: SituationMap, weights: Source | None, links: list[list[str]] | None
) -> None:
    """Put the map as it was (weights and links given) or as the story leaves it (None)."""
    for item in story.source["map"]["items"]:
        row = story.items[item["key"]]
        shown = weights is None or item["key"] in weights
        person, worker = (weights or {}).get(item["key"], (item.get("person"), item.get("worker")))
        MapItem.objects.filter(pk=row.pk).update(
            weight_person=person,
            weight_worker=worker,
            removed_at=None if shown else story.territory.moment(0),
        )
    MapLink.objects.filter(map=situation).delete()
    if links is None:
        links = [[link["from"], link["to"], link["kind"]] for link in story.source["map"].get("links", [])]
    for start, end, kind in links:
        MapLink.objects.create(
            map=situation, person=story.person, source=story.items[start], target=story.items[end], kind=kind
        )


# --- the plan


def _make_plan(story: Story) -> None:
    source, territory = story.source["plan"], story.territory
    plan = Plan.objects.create(
        dossier=story.dossier,
        person=story.person,
        aspiration=source["aspiration"],
        next_review_on=territory.day(source["next_review"]) if "next_review" in source else None,
    )
    for position, goal in enumerate(source["goals"]):
        _make_goal(story, plan, goal, position)
    for agreement in story.source.get("agreements", []):
        now = territory.moment(agreement["at"], "17:00")
        with happening_at(now):
            agree_plan(
                actor=story.referent,
                plan=plan,
                expression=agreement["expression"],
                agreed_on=territory.day(agreement["at"]),
                person_remark=agreement.get("remark", ""),
                amends_because=agreement.get("because", ""),
                present=agreement.get("present", ""),
                represented_by=agreement.get("represented_by", ""),
                now=now,
            )
    for review in story.source.get("reviews", []):
        _make_review(story, plan, review)
    if "next_review" in source:
        _make_review(story, plan, {"planned": source["next_review"]})


def _make_goal(story: Story, plan: Plan, source: Source, position: int) -> None:
    territory = story.territory
    goal = Goal.objects.create(
        plan=plan,
        person=story.person,
        title=source["title"],
        success_sign=source.get("sign", ""),
        position=position,
        state=source.get("state", GoalState.ACTIVE),
        ended_on=territory.day(source["ended"]) if "ended" in source else None,
        end_reason=source.get("why", ""),
    )
    goal.answers.set(story.items[key] for key in source.get("answers", []))
    story.goals[source["key"]] = goal
    for place, step in enumerate(source.get("steps", [])):
        state = StepState.DONE if "done" in step else step.get("state", StepState.PLANNED)
        story.steps[step["title"]] = Step.objects.create(
            goal=goal,
            person=story.person,
            title=step["title"],
            doer=step["doer"],
            worker=territory.users[step["worker"]] if "worker" in step else None,
            **_partner(story, step),
            due_on=territory.day(step["due"]) if "due" in step else None,
            state=state,
            state_reason=step.get("reason", ""),
            done_on=territory.day(step["done"]) if "done" in step else None,
            position=place,
        )


def _partner(story: Story, step: Source) -> Source:
    """Someone of the circle, when the story names one of them; otherwise a name alone."""
    if step["doer"] != Doer.PARTNER:
        return {}
    name = step.get("partner", "")
    around = CircleMember.objects.filter(person=story.person, organisation=story.organisation, name=name)
    return {"partner": around.first(), "partner_name": name}


def _make_review(story: Story, plan: Plan, source: Source) -> None:
    territory = story.territory
    Review.objects.create(
        plan=plan,
        person=story.person,
        kind=source.get("kind", "intermediate"),
        planned_on=territory.day(source["planned"]),
        held_on=territory.day(source["held"]) if "held" in source else None,
        present=source.get("present", ""),
        said_by_person=source.get("person", ""),
        said_by_worker=source.get("worker", ""),
        summary=source.get("summary", ""),
        next_on=territory.day(source["next"]) if "next" in source else None,
        written_by=territory.users[story.source["referent"]],
    )


# --- the journal, what was won, what must not be missed


def _make_journal(story: Story) -> None:
    heard: list[date] = []
    for note in story.source.get("journal", []):
        happened_at = story.territory.moment(note["d"], note.get("t", "10:00"))
        entry = _make_entry(story, note, happened_at)
        entry.steps.set(story.steps[title] for title in note.get("steps", []))
        entry.goals.set(story.goals[key] for key in note.get("goals", []))
        if entry.person_present or entry.from_person:
            heard.append(story.territory.day(note["d"]))
    if heard:
        Dossier.objects.filter(pk=story.dossier.pk).update(last_contact_on=max(heard))


def _make_entry(story: Story, note: Source, happened_at: datetime) -> Entry:
    written_at = min(happened_at + timedelta(minutes=25), story.territory.moment(0, "08:30"))
    return Entry.objects.create(
        dossier=story.dossier,
        person=story.person,
        author=story.territory.users[note["by"]],
        kind=note.get("kind", "interview"),
        visibility=note.get("visibility", Visibility.TEAM),
        body=note["text"],
        happened_at=happened_at,
        created_at=max(written_at, happened_at),
        person_present=note.get("here", False),
        from_person=note.get("from_person", False),
        present=note.get("present", ""),
    )


def _make_marks(story: Story) -> None:
    territory = story.territory
    for victory in story.source.get("victories", []):
        Victory.objects.create(
            dossier=story.dossier,
            person=story.person,
            words=victory["words"],
            happened_on=territory.day(victory["d"]),
            topic=victory.get("topic", ""),
            said_by_person=victory.get("said_by_person", False),
            noted_by=territory.users[victory.get("by", story.source["referent"])],
        )
    for deadline in story.source.get("deadlines", []):
        Deadline.objects.create(
            dossier=story.dossier,
            person=story.person,
            kind=deadline["kind"],
            title=deadline["title"],
            due_on=territory.day(deadline["due"]),
            lead_days=deadline.get("lead", 30),
            owner=territory.users[deadline.get("owner", story.source["referent"])],
            handled_on=territory.day(deadline["handled"]) if "handled" in deadline else None,
            outcome=deadline.get("outcome", ""),
        )
