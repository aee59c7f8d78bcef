"""The essential account: written block by block, read over together, taken off and put back, never written over."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404

from tests.cast import World, make_dossier
from tisserand.audit.models import AccessEvent
from tisserand.common.rows import StaleRevision
from tisserand.people.services import merge_people, undo_merge
from tisserand.sharing.choices import BlockReach, ShareLevel, Topic
from tisserand.sharing.models import AccountBlock
from tisserand.sharing.queries import account_grants_of, covered_blocks
from tisserand.sharing.scope import of_grant
from tisserand.sharing.services.account import (
    UNDO_FOR,
    edit_block,
    read_over_account,
    remove_block,
    restore_block,
    undo_reading_over,
    write_block,
)
from tisserand.sharing.tests.factories import make_block, make_consent

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
MAY = date(2026, 5, 4)

pytestmark = pytest.mark.django_db


def _blank(world: World, topic: Topic = Topic.HEALTH, text: str = "Diabétique.") -> AccountBlock:
    return AccountBlock(person=world.person, organisation=world.ccas, topic=topic, text=text, revision=0)


def test_writing_a_block(world: World) -> None:
    colleague = world.cast.actor("colleague")
    block = write_block(actor=colleague, block=_blank(world), read_over=True, now=NOW)
    block.refresh_from_db()
    assert (block.revision, block.written_by, block.read_over_on) == (1, world.cast.colleague, TODAY)
    assert block.reach == BlockReach.TEAM, "shared only when somebody says so"
    assert AccessEvent.objects.filter(part="sharing.account", object_id=block.pk, verb="create").exists()


@pytest.mark.parametrize("who", ["neighbour", "reception", "administrator", "partner", "stranger"])
def test_those_who_do_not_accompany_them_cannot(world: World, who: str) -> None:
    block = make_block(world)
    actor = world.cast.actor(who)
    with pytest.raises(Http404):
        write_block(actor=actor, block=_blank(world), now=NOW)
    with pytest.raises(Http404):
        edit_block(actor=actor, block=block, expected=1, now=NOW)
    with pytest.raises(Http404):
        read_over_account(actor=actor, person=world.person, now=NOW)
    with pytest.raises(Http404):
        remove_block(actor=actor, block=block, now=NOW)
    with pytest.raises(Http404):
        restore_block(actor=actor, person=world.person, block_id=block.pk, now=NOW)


def test_two_people_write_the_same_topic(world: World) -> None:
    told = make_block(world, Topic.HEALTH)
    with pytest.raises(StaleRevision) as stale:
        write_block(actor=world.cast.actor("colleague"), block=_blank(world), now=NOW)
    assert stale.value.theirs == told


def test_new_words_have_not_been_read_over(world: World) -> None:
    block = make_block(world, read_over_on=MAY)
    block.reach = BlockReach.TEAM
    edit_block(actor=world.cast.actor("referent"), block=block, expected=1, now=NOW)
    assert block.read_over_on == MAY, "the words are the same"
    block.text = "Un délai jusqu’à l’été."
    edit_block(actor=world.cast.actor("referent"), block=block, expected=2, now=NOW)
    assert block.read_over_on is None
    block.text = "Un délai jusqu’à septembre."
    edit_block(actor=world.cast.actor("referent"), block=block, read_over=True, expected=3, now=NOW)
    assert block.read_over_on == TODAY
    with pytest.raises(StaleRevision):
        edit_block(actor=world.cast.actor("colleague"), block=block, expected=3, now=NOW)


def test_reading_over_in_one_gesture_and_not_after_all(world: World) -> None:
    actor, person = world.cast.actor("referent"), world.person
    housing, health = make_block(world, read_over_on=MAY), make_block(world, Topic.HEALTH)
    assert read_over_account(actor=actor, person=person, only=[housing.pk], now=NOW) == 1
    assert read_over_account(actor=actor, person=person, now=NOW) == 1, "the other one"
    assert set(AccountBlock.objects.values_list("read_over_on", "revision")) == {(TODAY, 1)}
    assert read_over_account(actor=actor, person=person, now=NOW) == 0
    assert undo_reading_over(actor=actor, person=person, now=NOW) == 2
    housing.refresh_from_db()
    health.refresh_from_db()
    assert (housing.read_over_on, health.read_over_on) == (MAY, None)


def test_undoing_does_not_give_a_day_to_other_words(world: World) -> None:
    actor = world.cast.actor("referent")
    block = make_block(world, read_over_on=MAY)
    block.text = "Tout a changé."
    edit_block(actor=actor, block=block, read_over=True, expected=1, now=NOW)
    undo_reading_over(actor=actor, person=world.person, now=NOW)
    block.refresh_from_db()
    assert block.read_over_on is None


def test_a_block_taken_off_comes_back_as_it_was(world: World) -> None:
    actor = world.cast.actor("referent")
    block = make_block(world, read_over_on=MAY)
    remove_block(actor=actor, block=AccountBlock.objects.get(pk=block.pk), now=NOW)
    assert not AccountBlock.objects.exists()
    with pytest.raises(Http404):
        restore_block(actor=world.cast.actor("partner"), person=world.person, block_id=block.pk, now=NOW)
    for _ in range(2):
        back = restore_block(actor=actor, person=world.person, block_id=block.pk, now=NOW)
        assert (back.text, back.reach, back.read_over_on) == (block.text, block.reach, MAY)
    assert back.revision == 2, "a page drawn before is a stale one"


def test_not_for_ever_and_not_over_what_was_written_since(world: World) -> None:
    actor = world.cast.actor("referent")
    block = make_block(world)
    remove_block(actor=actor, block=AccountBlock.objects.get(pk=block.pk), now=NOW)
    written_since = make_block(world)
    with pytest.raises(ValidationError):
        restore_block(actor=actor, person=world.person, block_id=block.pk, now=NOW)
    written_since.delete()
    gone = AccessEvent.objects.get(verb="delete").at + UNDO_FOR + timedelta(minutes=1)
    with pytest.raises(Http404):
        restore_block(actor=actor, person=world.person, block_id=block.pk, now=gone)


@pytest.mark.parametrize("level", list(ShareLevel))
@pytest.mark.parametrize("reach", list(BlockReach))
@pytest.mark.parametrize("topics", [[], ["housing"], ["health", "work"]])
def test_an_agreement_shows_a_block_if_it_covers_it(
    world: World, level: ShareLevel, reach: BlockReach, topics: list[str]
) -> None:
    block = make_block(world, reach=reach)
    grant = make_consent(world, level=level, topics=topics).grants.get()
    is_covered = level >= ShareLevel.ACCOUNT and reach == BlockReach.SHAREABLE and "housing" in topics
    assert covered_blocks(of_grant(grant)) == ([block] if is_covered else [])
    readers = account_grants_of(world.cast.actor("referent"), world.person)
    assert readers.exists() == (level >= ShareLevel.ACCOUNT)


# --- two records of one person


def _twin_account(world: World, **said: object) -> tuple[AccountBlock, AccountBlock, AccountBlock]:
    twin = make_dossier(world.ccas, world.north, world.cast.referent, first_names="Nadya", last_name="Essai")
    both = make_block(world, read_over_on=MAY)
    other = make_block(world, person=twin.person, text="Le bailleur a porté plainte.", **said)
    alone = make_block(world, Topic.HEALTH, person=twin.person, text="Diabétique.")
    return both, other, alone


def _merged(world: World, other: AccountBlock):  # type: ignore[no-untyped-def]
    return merge_people(
        actor=world.cast.actor("head"),
        kept=world.person,
        absorbed=other.person,
        answers={"dossier": str(world.dossier.pk)},
        now=NOW,
    )


def test_what_both_accounts_tell_is_joined_and_undone(world: World) -> None:
    both, other, alone = _twin_account(world, reach=BlockReach.TEAM)
    merge = _merged(world, other)
    told = {block.topic: block for block in AccountBlock.objects.filter(person=world.person)}
    assert told[Topic.HOUSING].text == "Expulsion prévue au printemps.\n\nLe bailleur a porté plainte."
    assert told[Topic.HOUSING].read_over_on is None, "these words were never read over together"
    assert told[Topic.HOUSING].reach == BlockReach.TEAM, "what only we could read is not shown to others"
    assert told[Topic.HEALTH].pk == alone.pk
    undo_merge(actor=world.cast.actor("head"), merge=merge, now=NOW + timedelta(days=1))
    both.refresh_from_db()
    assert (both.text, both.reach, both.read_over_on) == ("Expulsion prévue au printemps.", "shareable", MAY)
    assert set(AccountBlock.objects.filter(person=other.person)) == {other, alone}


def test_the_same_words_are_not_said_twice(world: World) -> None:
    both, other, _ = _twin_account(world)
    AccountBlock.objects.filter(pk=other.pk).update(text=f"{both.text}\n")
    _merged(world, other)
    both.refresh_from_db()
    assert (both.text, both.read_over_on, both.reach) == ("Expulsion prévue au printemps.", MAY, "shareable")


def test_what_was_written_after_the_merge_stays_when_it_is_undone(world: World) -> None:
    both, other, _ = _twin_account(world)
    merge = _merged(world, other)
    both.refresh_from_db()
    both.text = "Tout est réglé."
    edit_block(actor=world.cast.actor("referent"), block=both, expected=both.revision, now=NOW)
    undone = undo_merge(actor=world.cast.actor("head"), merge=merge, now=NOW + timedelta(days=1))
    both.refresh_from_db()
    assert both.text == "Tout est réglé."
    assert ["rewritten", 1] in undone.left
    assert AccountBlock.objects.filter(person=other.person, text=other.text).exists()
