"""An agreement from its preparation to its end: what is asked, what opens, what closes and when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404

from tests.cast import TODAY, World
from tisserand.audit.models import AccessEvent
from tisserand.common.rows import StaleRevision
from tisserand.sharing import services
from tisserand.sharing.choices import Basis, ConsentState, Expression, ItemKind, ShareLevel, Topic
from tisserand.sharing.models import Consent, Grant
from tisserand.sharing.queries import openings_visible_to
from tisserand.sharing.recipients import Recipient, recipients_found, recipients_of_keys
from tisserand.sharing.services import ConsentIncomplete
from tisserand.sharing.tests.factories import NOW, make_consent, open_to

pytestmark = pytest.mark.django_db
HOUSING, MONEY = Topic.HOUSING.value, Topic.MONEY.value


@pytest.fixture
def draft(world: World) -> Consent:
    """Ready to be decided on, about two topics, with an organisation and one of its teams."""
    consent = make_consent(
        world, state=ConsentState.DRAFT, level=ShareLevel.PLAN, topics=[HOUSING, MONEY], starts_on=None
    )
    open_to(consent, world.association, team=world.association.teams.get())
    return consent


def give(world: World, consent: Consent, **said: Any) -> Consent:
    asked: dict[str, Any] = {"decided_on": TODAY, "expected": consent.revision, "now": NOW} | said
    return services.give_consent(actor=world.cast.actor("referent"), consent=consent, **asked)


def read_by_partner(world: World) -> set[Any]:
    return set(openings_visible_to(world.cast.actor("partner")).values_list("pk", flat=True))


def test_yes_to_all_opens_the_same_day(world: World, draft: Consent) -> None:
    assert read_by_partner(world) == set()
    give(world, draft)
    assert draft.starts_on == TODAY
    assert read_by_partner(world) == set(draft.grants.values_list("pk", flat=True))
    line = AccessEvent.objects.filter(object_id=draft.pk).first()
    assert line is not None
    assert line.reason == "donné"


def test_yes_to_a_part_opens_that_part(world: World, draft: Consent) -> None:
    kept = draft.grants.exclude(to_team=None).get()
    draft.level, draft.topics = ShareLevel.ACCOUNT, [HOUSING]
    give(world, draft, kept_grants=[kept.pk], kept_items=[])
    draft.refresh_from_db()
    assert (draft.level, draft.topics) == (ShareLevel.ACCOUNT, [HOUSING])
    assert read_by_partner(world) == {kept.pk}


def test_a_yes_never_gives_more_than_what_was_prepared(world: World, draft: Consent) -> None:
    draft.topics = [HOUSING, MONEY, Topic.HEALTH.value]
    with pytest.raises(ConsentIncomplete) as refused:
        give(world, draft)
    assert set(refused.value.message_dict) == {"topics"}


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ({"informed_on": None}, {"informed_on"}),
        ({"informed_how": "", "notice": ""}, {"informed_how", "notice"}),
        ({"expression": ""}, {"expression"}),
        ({"witness": ""}, {"witness"}),
        ({"expression": Expression.SIGNED, "witness": ""}, set()),
        ({"topics": []}, {"topics"}),
        ({"topics": [], "level": ShareLevel.KNOWS}, set()),
        ({"basis": Basis.CARE_TEAM, "expression": "", "witness": ""}, set()),
        (
            {"basis": Basis.DIFFICULTIES, "informed_on": None, "not_informed_reason": "absente"},
            {"informed_on"},
        ),
        ({"basis": Basis.DANGER, "informed_on": None, "not_informed_reason": "un danger"}, set()),
        ({"informed_on": TODAY + timedelta(1)}, {"informed_on"}),
    ],
)
def test_what_must_be_said_before(
    world: World, draft: Consent, said: dict[str, Any], missing: set[str]
) -> None:
    Consent.objects.filter(pk=draft.pk).update(**said)
    draft.refresh_from_db()
    if not missing:
        give(world, draft)
        assert read_by_partner(world)
        return
    with pytest.raises(ConsentIncomplete) as refused:
        give(world, draft)
    assert set(refused.value.message_dict) == missing
    assert read_by_partner(world) == set()


def test_no_is_kept_and_opens_nothing(world: World, draft: Consent) -> None:
    services.refuse_consent(
        actor=world.cast.actor("colleague"),
        consent=draft,
        decided_on=TODAY,
        words=" Pas maintenant. ",
        expected=draft.revision,
        now=NOW,
    )
    draft.refresh_from_db()
    assert (draft.state, draft.person_words) == (ConsentState.REFUSED, "Pas maintenant.")
    assert read_by_partner(world) == set()


def test_narrowed_it_closes_at_once_and_never_widens(world: World) -> None:
    consent = make_consent(world, topics=[HOUSING, MONEY], ends_on=TODAY + timedelta(30))
    kept = open_to(consent, world.association, team=world.association.teams.get())
    narrower: dict[str, Any] = {
        "level": ShareLevel.KNOWS,
        "topics": [HOUSING],
        "kept_grants": [kept.pk],
        "kept_items": [],
        "ends_on": TODAY,
        "words": "",
        "now": NOW,
    }
    actor = world.cast.actor("referent")
    for wider in (
        {"topics": [HOUSING, Topic.HEALTH.value]},
        {"ends_on": None},
        {"ends_on": TODAY + timedelta(31)},
    ):
        again = Consent.objects.get(pk=consent.pk)
        with pytest.raises(ConsentIncomplete):
            services.narrow_consent(actor=actor, consent=again, expected=1, **(narrower | wider))
    services.narrow_consent(actor=actor, consent=consent, expected=consent.revision, **narrower)
    consent.refresh_from_db()
    assert consent.narrowed_at == NOW
    assert read_by_partner(world) == {kept.pk}
    assert Grant.objects.get(pk=kept.pk).closes_on == TODAY


def test_withdrawn_it_closes_whatever_page_was_open_and_twice_is_once(world: World) -> None:
    consent = make_consent(world)
    stale = Consent.objects.get(pk=consent.pk)
    Consent.objects.filter(pk=consent.pk).update(revision=9)
    actor = world.cast.actor("colleague")
    services.withdraw_consent(actor=actor, consent=stale, words="Je préfère pas.", now=NOW)
    assert read_by_partner(world) == set()
    services.withdraw_consent(actor=actor, consent=stale, words="", now=NOW + timedelta(1))
    consent.refresh_from_db()
    assert (consent.withdrawn_at, consent.withdrawn_words) == (NOW, "Je préfère pas.")


def test_an_agreement_decided_on_is_not_prepared_any_more(world: World, draft: Consent) -> None:
    before = Consent.objects.get(pk=draft.pk)
    give(world, draft)
    actor = world.cast.actor("referent")
    with pytest.raises(StaleRevision):
        services.edit_consent(actor=actor, consent=before, expected=before.revision, now=NOW)
    with pytest.raises(ValidationError):
        services.choose_recipients(actor=actor, consent=draft, recipients=[], now=NOW)
    with pytest.raises(ValidationError):
        services.remove_draft(actor=actor, consent=draft, now=NOW)


def prepare(world: World, **changed: Any) -> Consent:
    consent = Consent(person=world.person, organisation=world.ccas, purpose="chercher un logement")
    asked: dict[str, Any] = {
        "actor": world.cast.actor("referent"),
        "consent": consent,
        "recipients": [Recipient(world.association)],
        "items": {},
        "expected": 1,
        "now": NOW,
    }
    return services.prepare_consent(**(asked | changed))


def test_prepared_in_one_gesture_and_again_from_the_last(world: World) -> None:
    first = prepare(world)
    assert [grant.to_organisation for grant in first.grants.all()] == [world.association]
    following = services.prepare_next(
        actor=world.cast.actor("colleague"),
        consent=give(world, _told(first)),
        ends_on=date(2027, 11, 23),
        review_on=date(2027, 5, 23),
        now=NOW,
    )
    assert (following.state, following.purpose, following.ends_on) == (
        ConsentState.DRAFT,
        "chercher un logement",
        date(2027, 11, 23),
    )
    assert [grant.to_organisation for grant in following.grants.all()] == [world.association]
    assert following.decided_on is None
    assert following.expression == ""


def _told(consent: Consent) -> Consent:
    Consent.objects.filter(pk=consent.pk).update(
        topics=[HOUSING],
        informed_on=TODAY,
        informed_how="explained",
        notice="printed",
        expression="signed",
    )
    consent.refresh_from_db()
    return consent


def test_nothing_but_what_may_be_shared_is_chosen(world: World) -> None:
    with pytest.raises(ValidationError):
        prepare(world, items={ItemKind.NOTE: [world.dossier.pk]})
    assert not Consent.objects.exists()


def test_those_outside_prepare_nothing(world: World) -> None:
    for who in ("neighbour", "reception", "administrator", "partner", "former"):
        with pytest.raises(Http404):
            prepare(world, actor=world.cast.actor(who))


def test_who_may_be_found_to_share_with(world: World) -> None:
    actor = world.cast.actor("referent")
    named = [one.words for one in recipients_found(actor, "association essai")]
    assert named == [
        "Association d’essai, toute la structure",
        "Association d’essai, équipe Rue",
        "Partner Essai, Association d’essai",
        "Two_hats Essai, Association d’essai",
    ]
    assert [one.words for one in recipients_found(actor, "PÀRTNER")] == ["Partner Essai, Association d’essai"]
    assert [one.words for one in recipients_found(actor, "ccas")] == [
        "Peer Essai, médiateur·rice pair·e, CCAS d’essai"
    ], "of one’s own organisation, only a peer mediator"
    assert recipients_found(actor, "a") == []
    keys = [one.key for one in recipients_found(actor, "association essai")]
    asked = [
        *keys,
        f"structure:{world.ccas.pk}",
        "structure:x",
        f"personne:{world.association.pk}:{world.cast.head.pk}",
    ]
    assert {one.key for one in recipients_of_keys(actor, asked)} == set(keys)
    type(world.association).objects.filter(pk=world.association.pk).update(is_demonstration=True)
    assert recipients_found(actor, "association essai") == []


def test_the_database_holds_what_the_law_asks(world: World) -> None:
    consent = make_consent(world)
    for broken in (
        {"informed_on": None},
        {"expression": ""},
        {"decided_on": None},
        {"expression": Expression.REPRESENTATIVE},
        {"state": ConsentState.WITHDRAWN},
        {"ends_on": consent.starts_on - timedelta(1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Consent.objects.filter(pk=consent.pk).update(**broken)
