"""Rules put into SQL once: for all actors of one shape, each with their own ids; never beyond what they say."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db.models import Exists, OuterRef, Q

from tests.cast import SINCE, TODAY, World
from tisserand.accounts.actors import Actor
from tisserand.accounts.choices import Role
from tisserand.accounts.models import Membership, Organisation, User
from tisserand.common.access import ALWAYS, NEVER, AccessTable, Action, predicate, settled
from tisserand.support.models import Dossier, FirstWelcome, Referent
from tisserand.support.policies import DOSSIER, WELCOME


def test_two_who_do_the_same_have_one_shape(world: World) -> None:
    referent, partner = world.cast.actor("referent"), world.cast.actor("partner")
    assert referent.shape[0] == partner.shape[0]
    no_link = (None, None, None)
    assert referent.shape[1] == (world.cast.referent.pk, world.ccas.pk, *no_link, world.north.pk, TODAY)
    assert referent.shape[0] != world.cast.actor("coordinator").shape[0]


@pytest.mark.django_db
def test_the_kept_rule_allows_what_the_rule_allows(world: World) -> None:
    for actor in world.cast.actors().values():
        for table, rows in ((DOSSIER, Dossier.objects.all()), (WELCOME, FirstWelcome.objects.all())):
            for action in table.rules:
                assert set(table.filter(actor, action, rows)) == set(rows.filter(table.where(actor, action)))


@pytest.mark.django_db
def test_a_rule_may_stand_inside_itself(world: World) -> None:
    actor = world.cast.actor("referent")
    readable = DOSSIER.filter(actor, Action.READ, Dossier.objects.all())
    twice = DOSSIER.filter(actor, Action.READ, readable).filter(Exists(readable.filter(pk=OuterRef("pk"))))
    assert set(twice) == set(readable) == {world.dossier, world.restricted}


@predicate(where=lambda actor: Q(organisation__slug="ccas-essai"))
def joins(actor: Actor, thing: Membership) -> bool:
    """A rule that reads another table."""
    return thing.organisation.slug == "ccas-essai"


@predicate(where=lambda actor: Q(since_on__lte=TODAY))
def dated(actor: Actor, thing: Membership) -> bool:
    """A rule that looks at the calendar."""
    return thing.since_on <= TODAY


@pytest.mark.django_db
@pytest.mark.parametrize("rule", [joins, dated])
def test_what_joins_or_looks_at_the_calendar_is_built_anew(world: World, rule: object) -> None:
    table = AccessTable({Action.SEE: [[rule]]})  # type: ignore[list-item]
    found = table.filter(world.cast.actor("referent"), Action.SEE, Membership.objects.all())
    assert set(table._kept.values()) == {None}
    assert found.exists()


@pytest.mark.django_db
def test_the_day_of_an_actor_is_theirs_and_the_rule_is_kept(world: World) -> None:
    """The reading left by a handover ends the day after its last, for two actors who share one kept rule."""
    Referent.objects.create(
        dossier=world.dossier, person=world.person, user=world.cast.neighbour, since_on=SINCE, until_on=SINCE,
        reads_until_on=TODAY,
    )  # fmt: skip
    actor = world.cast.actor("neighbour")
    DOSSIER._kept.clear()
    for day, reads in ((TODAY, True), (TODAY + timedelta(days=1), False), (TODAY, True)):
        rows = DOSSIER.filter(replace(actor, today=day), Action.READ, Dossier.objects.all())
        assert rows.filter(pk=world.dossier.pk).exists() is reads
    assert len(DOSSIER._kept) == 1
    assert None not in DOSSIER._kept.values()


@predicate(where=lambda actor: Q(slug=f"of-{actor.user_id}"))
def hides(actor: Actor, thing: Organisation) -> bool:
    """A rule that hides an id in a word."""
    return thing.slug == f"of-{actor.user_id}"


@pytest.mark.django_db
def test_an_id_hidden_in_a_word_is_refused(world: World) -> None:
    table = AccessTable({Action.SEE: [[hides]]})
    with pytest.raises(ValueError, match="hidden"):
        table.filter(world.cast.actor("referent"), Action.SEE, Organisation.objects.all())


def _says(q: Q) -> object:
    @predicate(where=lambda actor: q)
    def rule(actor: Actor, thing: User) -> bool:
        return q is not NEVER

    return rule


def test_what_the_actor_settles_is_left_out() -> None:
    one, other = _says(Q(first_name="a")), _says(Q(last_name="b"))
    yes, no = _says(settled(True)), _says(settled(False))
    worker = Actor(user_id=UUID(int=1), duties=frozenset({(Role.WORKER, UUID(int=2))}))

    def asked(*rows: list[object]) -> list[object]:
        where = AccessTable({Action.SEE: rows}).where(worker, Action.SEE)  # type: ignore[dict-item]
        return [value for value in where.flatten() if not isinstance(value, Q)]

    assert asked([one, yes], [other, no]) == ["a"]
    assert asked([one], [one, other]) == ["a"]
    assert asked([one, other], [one, yes, other]) == ["a", "b"]
    assert asked([one, no], [no]) == [[]]
    assert AccessTable({Action.SEE: [[yes], [one]]}).where(worker, Action.SEE) is ALWAYS  # type: ignore[list-item]


def test_a_shape_never_holds_a_name() -> None:
    actor = Actor(user_id=UUID(int=1), name="Nadia", organisation_id=UUID(int=2), organisation_name="CCAS")
    assert actor.shape[0].name == actor.shape[0].organisation_name == ""
