"""Someone outside sees an item if and only if an agreement covers it: lists, pages and files, against a plain reading.

The oracle below reads the agreements as one would on paper, without any query, policy or scope of the product.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import World, client_of
from tests.papers import hand_in, picture
from tisserand.accounts.actors import Actor
from tisserand.accounts.models import Team
from tisserand.common.access import Action
from tisserand.common.clock import today
from tisserand.coordination.models import Thread
from tisserand.coordination.queries.threads import covered_threads, threads_visible_to
from tisserand.coordination.tests.factories import make_thread
from tisserand.sharing.choices import BlockReach, ConsentState, ShareLevel, Topic
from tisserand.sharing.models import AccountBlock, CircleMember, Consent, Guest
from tisserand.sharing.queries import covered_blocks, openings_visible_to
from tisserand.sharing.scope import of_grant
from tisserand.sharing.tests.factories import guest_actor, make_consent, make_guest, make_member
from tisserand.sharing.visits import CODE, NUMBER
from tisserand.support.choices import DocumentVisibility, ItemKind, Visibility
from tisserand.support.models import Document, Entry, Goal, MapItem, Plan, SituationMap
from tisserand.support.queries.shared import covered_documents, covered_entries, covered_goals

HOUSING, MONEY, HEALTH = Topic.HOUSING.value, Topic.MONEY.value, Topic.HEALTH.value
TODAY = today()
LONG_AGO = date(2026, 1, 5)


@dataclass
class Things:
    """Everything that could be shared of one person: by kind, each with what the oracle needs to know of it."""

    goals: dict[UUID, frozenset[str]] = field(default_factory=dict)  # its topics
    blocks: dict[UUID, tuple[str, bool]] = field(default_factory=dict)  # its topic, whether it is shareable
    notes: dict[UUID, bool] = field(default_factory=dict)  # whether its author calls it shareable
    documents: dict[UUID, bool] = field(default_factory=dict)  # whether it may leave
    threads: dict[UUID, tuple[str, bool]] = field(default_factory=dict)  # its topic, whether it is shareable
    marks: dict[UUID, str] = field(default_factory=dict)  # a word that only this one says
    doctor: CircleMember | None = None  # around the person, without an account
    link: tuple[Guest, str, str] | None = None  # theirs: with its number and its code


def furnish(world: World) -> Things:
    """A plan, an account, notes and documents of every kind about the person of the open dossier."""
    doctor = make_member(world)
    things, dossier, cast = Things(doctor=doctor, link=make_guest(world, doctor)), world.dossier, world.cast
    about = {"person": dossier.person}
    situation = SituationMap.objects.create(dossier=dossier, **about)
    items = {
        topic: MapItem.objects.create(
            map=situation, **about, kind=ItemKind.DIFFICULTY, topic=topic, title=f"Difficulté {topic}"
        )
        for topic in (HOUSING, MONEY, HEALTH)
    }
    plan = Plan.objects.create(dossier=dossier, **about)
    for rank, topics in enumerate([(HOUSING,), (HOUSING, HEALTH), (MONEY,), ()]):
        goal = Goal.objects.create(plan=plan, **about, title=f"motbut{rank}x", position=rank)
        goal.answers.set(items[topic] for topic in topics)
        things.goals[goal.pk], things.marks[goal.pk] = frozenset(topics), goal.title
    for rank, (topic, reach) in enumerate(
        [(HOUSING, BlockReach.SHAREABLE), (MONEY, BlockReach.TEAM), (HEALTH, BlockReach.SHAREABLE)]
    ):
        block = AccountBlock.objects.create(
            **about,
            organisation=world.ccas,
            topic=topic,
            reach=reach,
            text=f"motbloc{rank}x",
            written_by=cast.referent,
        )
        things.blocks[block.pk] = topic, reach == BlockReach.SHAREABLE
        things.marks[block.pk] = block.text
    for rank, visibility in enumerate(Visibility):
        entry = Entry.objects.create(
            dossier=dossier,
            **about,
            author=cast.referent,
            visibility=visibility,
            body=f"motnote{rank}x",
            happened_at=datetime(2026, 5, 4, 9, 0, tzinfo=UTC),
        )
        things.notes[entry.pk] = visibility == Visibility.SHAREABLE
        things.marks[entry.pk] = entry.body
    for rank, visibility in enumerate(DocumentVisibility):
        document = hand_in(world, "referent", picture()).document
        Document.objects.filter(pk=document.pk).update(visibility=visibility, title=f"motpiece{rank}x")
        things.documents[document.pk] = visibility != DocumentVisibility.CONFIDENTIAL
        things.marks[document.pk] = f"motpiece{rank}x"
    for rank, (topic, reach) in enumerate(
        [(HOUSING, BlockReach.SHAREABLE), (MONEY, BlockReach.TEAM), ("", BlockReach.SHAREABLE)]
    ):
        thread = make_thread(world, topic=topic, reach=reach, title=f"motfil{rank}x")
        things.threads[thread.pk], things.marks[thread.pk] = (
            (topic, reach == BlockReach.SHAREABLE),
            thread.title,
        )
    return things


@dataclass(frozen=True)
class Said:
    """One agreement, as said: what an example is made of. Days count from today; items by rank."""

    state: ConsentState
    level: ShareLevel
    topics: frozenset[str]
    starts: int
    ends: int | None
    to: str
    chosen: frozenset[int]


SAID = st.builds(
    Said,
    state=st.sampled_from([ConsentState.GIVEN] * 4 + list(ConsentState)),
    level=st.sampled_from(ShareLevel),
    topics=st.one_of(
        st.frozensets(st.sampled_from([HOUSING, MONEY, HEALTH])),
        st.just(frozenset(topic.value for topic in Topic)),
    ),
    starts=st.integers(-2, 1),
    ends=st.one_of(st.none(), st.integers(-1, 2)),
    to=st.sampled_from(["everyone", "street", "office", "partner", "two_hats", "doctor"]),
    chosen=st.frozensets(st.integers(0, 5)),
).filter(lambda said: said.ends is None or said.ends >= said.starts)


def agree(world: World, things: Things, office: Team, said: Said) -> Consent:
    """Keep the agreement as the product does."""
    pieces = [*things.notes, *things.documents]
    chosen = [pk for rank, pk in enumerate(pieces) if rank in said.chosen]
    starts_on = TODAY + timedelta(said.starts)
    return make_consent(
        world,
        state=said.state,
        level=said.level,
        topics=sorted(said.topics),
        decided_on=min(starts_on, TODAY),
        starts_on=starts_on,
        ends_on=None if said.ends is None else TODAY + timedelta(said.ends),
        team={"street": world.association.teams.get(name="Rue"), "office": office}.get(said.to),
        user=getattr(world.cast, said.to, None),
        member=things.doctor if said.to == "doctor" else None,
        notes=[pk for pk in chosen if pk in things.notes],
        documents=[pk for pk in chosen if pk in things.documents],
    )


def expected(things: Things, said: Said, reader: str) -> set[UUID]:
    """What this agreement lets `reader` see, read as one would read the paper."""
    readers = {
        "everyone": {"partner", "two_hats"},
        "street": {"partner", "two_hats"},
        "office": set(),
        "partner": {"partner"},
        "two_hats": {"two_hats"},
        "doctor": {"doctor"},
    }
    runs = said.starts <= 0 and (said.ends is None or said.ends >= 0)
    if said.state != ConsentState.GIVEN or not runs or reader not in readers[said.to]:
        return set()
    seen: set[UUID] = set()
    pieces = [*things.notes, *things.documents]
    chosen = {pk for rank, pk in enumerate(pieces) if rank in said.chosen}
    has_all = len(said.topics) == len(Topic)
    if said.level >= ShareLevel.ACCOUNT:
        seen |= {pk for pk, (topic, leaves) in things.blocks.items() if leaves and topic in said.topics}
        about = {
            topic for topic, _ in things.threads.values() if (topic in said.topics if topic else has_all)
        }
        seen |= {pk for pk, (topic, leaves) in things.threads.items() if leaves and topic in about}
    if said.level >= ShareLevel.PLAN:
        seen |= {pk for pk, topics in things.goals.items() if (topics <= said.topics if topics else has_all)}
    if said.level >= ShareLevel.NOTES:
        seen |= {pk for pk, leaves in things.notes.items() if leaves and pk in chosen}
    return seen | {pk for pk, leaves in things.documents.items() if leaves and pk in chosen}


def found(actor: Actor) -> set[UUID]:
    """What the product lets this actor see through all that is open to them."""
    seen: set[UUID] = set()
    for grant in openings_visible_to(actor).select_related("person", "organisation"):
        scope = of_grant(grant)
        for rows in (covered_blocks, covered_goals, covered_entries, covered_documents, covered_threads):
            seen |= {row.pk for row in rows(scope)}
    # Threads have lists of their own, which answer to each of them and to no opening in particular.
    assert {pk for pk in seen if Thread.objects.filter(pk=pk).exists()} == _threads_of_partners(actor)
    return seen


def _threads_of_partners(actor: Actor) -> set[UUID]:
    """Those that the actor reads of another organisation."""
    rows = threads_visible_to(actor, Action.READ).exclude(organisation_id=actor.organisation_id)
    return set(rows.values_list("pk", flat=True))


@contextmanager
def undone() -> Iterator[None]:
    """The next example finds the world as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def office(world: World) -> Team:
    """A team of the association in which nobody of the cast works."""
    return Team.objects.create(organisation=world.association, name="Bureau")


@pytest.fixture
def things(world: World) -> Things:
    """Everything that could be shared, furnished once for all examples."""
    return furnish(world)


@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(agreements=st.lists(SAID, min_size=1, max_size=3))
def test_seen_if_and_only_if_covered(
    world: World, office: Team, things: Things, agreements: list[Said]
) -> None:
    with undone():
        for said in agreements:
            agree(world, things, office, said)
        readers = {who: world.cast.actor(who) for who in world.cast.names() if who != "two_hats"}
        readers["two_hats"] = world.cast.actor("two_hats", world.association)
        assert things.link is not None
        readers["doctor"] = guest_actor(things.link[0])
        for who, actor in readers.items():
            covered = set().union(*(expected(things, said, who) for said in agreements))
            assert found(on_day(actor)) == covered, who


def on_day(actor: Actor) -> Actor:
    """The same actor today: the cast was hired on a fixed day."""
    return replace(actor, today=TODAY)


@pytest.mark.django_db
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(said=SAID, reader=st.sampled_from(["partner", "colleague", "stranger", "doctor"]))
def test_pages_and_files_say_the_same(
    world: World, office: Team, things: Things, said: Said, reader: str
) -> None:
    with undone():
        grant = agree(world, things, office, said).grants.get()
        covered = expected(things, said, reader)
        if reader == "doctor":
            client, address, file = _browser_of(things), reverse("sharing:guest_home"), "guest_document_file"
        else:
            client = client_of(getattr(world.cast, reader))
            address, file = reverse("sharing:opening_detail", args=[grant.pk]), "shared_document_file"
        text = client.get(address).content.decode()
        assert {pk for pk, mark in things.marks.items() if mark in text} == covered
        # A guest reads what is written in a thread on their own page; its page is for those who have an account.
        mine = {"colleague": set(things.threads), "doctor": set()}.get(reader, covered)
        assert {
            pk for pk in things.threads if _opens(client, reverse("coordination:thread_detail", args=[pk]))
        } == mine & things.threads.keys()
        assert {pk for pk in things.documents if _is_handed_out(client, file, grant.pk, pk)} == (
            covered & things.documents.keys()
        )


def _browser_of(things: Things) -> Client:
    """The doctor's, who tried to come in by their link."""
    assert things.link is not None
    client = Client()
    client.post(reverse("sharing:guest_enter"), {NUMBER: things.link[1], CODE: things.link[2]})
    return client


def _is_handed_out(client: Client, file: str, grant_id: UUID, document_id: UUID) -> bool:
    return _opens(client, reverse(f"support:{file}", args=[grant_id, document_id]))


def _opens(client: Client, address: str) -> bool:
    status = client.get(address).status_code
    assert status in (200, 302, 404)
    return status == 200
