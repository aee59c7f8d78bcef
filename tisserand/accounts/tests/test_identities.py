"""Linking an identity: its owner alone, one account each, an invitation that fits, and always another way in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import PermissionDenied

from tests.cast import TODAY, World
from tisserand.accounts.choices import Role
from tisserand.accounts.identity import Identity
from tisserand.accounts.models import Invitation, Organisation, User
from tisserand.accounts.queries import elsewhere
from tisserand.accounts.services import identities as services
from tisserand.accounts.services.invitations import VALIDITY
from tisserand.common.clock import now

pytestmark = pytest.mark.django_db
HERE, THERE = "21690123100011", "26690123100012"
NADIA = Identity("https://ailleurs.test", "sub", "nadia@exemple.test", True, "Nadia", "Zitouni", HERE)


def invite(organisation: Organisation, email: str = NADIA.email, **said: Any) -> Invitation:
    return Invitation.objects.create(
        organisation=organisation,
        email=email,
        role=Role.RECEPTION,
        key_digest=str(now().timestamp()),
        **{"expires_at": now() + VALIDITY} | said,
    )


def enter(identity: Identity = NADIA, shown: Invitation | None = None) -> User:
    return services.enter_by_invitation(identity=identity, shown=shown.pk if shown else None, now=now())


def link(world: World, who: str = "referent", *, by: str = "", identity: Identity = NADIA) -> SocialAccount:
    actor = world.cast.actor(by or who)
    return services.link_identity(actor=actor, user=getattr(world.cast, who), identity=identity, now=now())


def test_nobody_links_nor_unlinks_for_another(world: World) -> None:
    with pytest.raises(PermissionDenied):
        link(world, by="administrator")
    linked = link(world)
    with pytest.raises(PermissionDenied):
        services.unlink_identity(
            actor=world.cast.actor("administrator"),
            user=world.cast.referent,
            identity_id=linked.pk,
            now=now(),
        )


def test_one_identity_one_account_and_twice_is_once(world: World) -> None:
    assert link(world) == link(world)
    with pytest.raises(services.IdentityTaken):
        link(world, "colleague")
    # The same subject of another issuer is somebody else.
    link(world, "colleague", identity=replace(NADIA, issuer="https://autre.test"))


def test_nobody_s_identity_is_unlinked_by_its_number(world: World) -> None:
    linked = link(world, "colleague")
    with pytest.raises(SocialAccount.DoesNotExist):
        services.unlink_identity(
            actor=world.cast.actor("referent"), user=world.cast.referent, identity_id=linked.pk, now=now()
        )


@pytest.mark.parametrize(
    ("other", "may_go"), [("nothing", False), ("codes", False), ("passkey", True), ("identity", True)]
)
def test_another_way_in_must_remain(world: World, other: str, may_go: bool) -> None:
    user = world.cast.referent
    user.set_unusable_password()
    user.save()
    linked = link(world)
    if other == "passkey":
        Authenticator.objects.create(user=user, type="webauthn", data={"name": "Clé"})
    elif other == "identity":
        link(world, identity=replace(NADIA, subject="autre"))
    elif other == "nothing":
        Authenticator.objects.filter(user=user).delete()
    leave = {"actor": world.cast.actor("referent"), "user": user, "identity_id": linked.pk, "now": now()}
    if may_go:
        services.unlink_identity(**leave)
    else:
        with pytest.raises(services.LastWayIn):
            services.unlink_identity(**leave)
    assert SocialAccount.objects.filter(pk=linked.pk).exists() != may_go


def test_every_invitation_that_awaits_is_answered(world: World) -> None:
    for organisation in (world.ccas, world.association):
        invite(organisation)
    user = enter()
    assert {one.organisation for one in user.memberships.all()} == {world.ccas, world.association}
    assert not Invitation.objects.filter(accepted_at=None).exists()


@pytest.mark.parametrize(
    "identity",
    [
        replace(NADIA, is_email_verified=False),
        replace(NADIA, email=""),
        replace(NADIA, email="x@exemple.test"),
    ],
)
def test_without_a_verified_address_that_is_awaited_nobody_enters(world: World, identity: Identity) -> None:
    invite(world.ccas)
    with pytest.raises(services.NotInvited):
        enter(identity)
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("over", ["accepted_at", "withdrawn_at", "expires_at"])
def test_an_invitation_that_is_over_opens_nothing(world: World, over: str) -> None:
    invitation = invite(world.ccas, **{over: now()})
    for shown in (None, invitation):
        with pytest.raises(services.NotInvited):
            enter(shown=shown)


def test_the_link_shown_says_which_invitation_and_the_address_must_be_its_own(world: World) -> None:
    ours, other = invite(world.ccas), invite(world.ccas, "malik@exemple.test")
    with pytest.raises(services.OtherAddress):
        enter(shown=other)
    assert enter(replace(NADIA, is_email_verified=False), shown=ours).email == NADIA.email


def test_an_account_that_exists_wants_a_verified_address(world: World) -> None:
    theirs = replace(NADIA, email=world.cast.partner.email)
    invitation = invite(world.ccas, world.cast.partner.email)
    with pytest.raises(services.NotInvited):
        enter(replace(theirs, is_email_verified=False), shown=invitation)
    assert enter(theirs) == world.cast.partner


@pytest.mark.parametrize("why", ["closed", "demonstration"])
def test_some_accounts_are_never_joined(world: World, why: str) -> None:
    field = {"closed": {"is_active": False}, "demonstration": {"is_demonstration": True}}[why]
    User.objects.filter(pk=world.cast.partner.pk).update(**field)
    invite(world.ccas, world.cast.partner.email)
    with pytest.raises(services.NotInvited):
        enter(replace(NADIA, email=world.cast.partner.email))
    assert Invitation.objects.get().accepted_at is None


@pytest.mark.parametrize(
    ("said", "known", "passes"),
    [(HERE, HERE, True), (HERE, "", True), ("", THERE, True), (HERE, THERE, False)],
)
def test_a_known_siret_must_be_the_one_said(world: World, said: str, known: str, passes: bool) -> None:
    Organisation.objects.filter(pk=world.ccas.pk).update(siret=known)
    invite(world.ccas)
    if passes:
        assert enter(replace(NADIA, siret=said))
    else:
        with pytest.raises(services.OtherSiret):
            enter(replace(NADIA, siret=said))


def test_one_of_several_organisations_is_enough(world: World) -> None:
    Organisation.objects.filter(pk=world.ccas.pk).update(siret=THERE)
    assert elsewhere(world.cast.two_hats, HERE, today=TODAY) == world.ccas
    Organisation.objects.filter(pk=world.association.pk).update(siret=HERE)
    assert elsewhere(world.cast.two_hats, HERE, today=TODAY) is None
    assert elsewhere(world.cast.stranger, HERE, today=TODAY) is None
