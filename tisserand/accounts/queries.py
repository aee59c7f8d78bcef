"""Finding people who work, and on whose behalf they act."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from tisserand.accounts.actors import Actor, Id
from tisserand.accounts.choices import DepartureState, DraftState, HolidayCalendar, Role
from tisserand.accounts.identity import provider_issuer
from tisserand.accounts.models import (
    Departure,
    Draft,
    Invitation,
    Job,
    Membership,
    Organisation,
    OutboxMessage,
    Team,
    User,
    WorkingWeek,
)
from tisserand.accounts.openings import opened_beside
from tisserand.accounts.policies import DEPARTURE, DRAFT, INVITATION, JOB, MEMBER, ORGANISATION, TEAM
from tisserand.accounts.working_hours import Span
from tisserand.common.access import Action
from tisserand.common.questions import question

# What counts as a second factor; recovery codes only stand in for one.
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def second_factors_of(user_id: Id) -> QuerySet[Authenticator]:
    """The applications of codes and passkeys of an account."""
    return Authenticator.objects.filter(user_id=user_id, type__in=SECOND_FACTORS)


def memberships_of(user: User, *, today: date) -> QuerySet[Membership]:
    """The current memberships of `user`, with organisation and team."""
    return user.memberships.current(today).select_related("organisation", "team")


@question
def _roles_of(_: None, user_id: Id, today: date) -> QuerySet[Membership]:
    has_second_factor = Exists(second_factors_of(OuterRef("user_id")))
    current = Membership.objects.current(today).filter(user_id=user_id)
    return current.select_related("user", "organisation", "team").annotate(
        has_second_factor=has_second_factor, **opened_beside()
    )


@question
def _account(_: None, user_id: Id) -> QuerySet[User]:
    return User.objects.filter(pk=user_id)


def account_with_roles(user_id: Id, *, today: date) -> User | None:
    """An account, its roles of today at hand for `hats_of`: one query for whoever has a hat, two for the others."""
    roles = _roles_of(None, user_id, today)
    user = roles[0].user if roles else _account.first(None, user_id)
    if user is not None:
        user.roles_at_hand = (today, roles)
    return user


@dataclass(frozen=True)
class Hats:
    """On whose behalf someone may act, by organisation id; whether their account has a second factor."""

    actors: dict[UUID, Actor]
    has_second_factor: bool


def hats_of(user: User, *, today: date) -> Hats:
    """What every page asks of whoever is signed in, in one query (the second factor only of someone who has a hat)."""
    roles = _take_at_hand(user, today)
    if roles is None:
        roles = _roles_of(None, user.pk, today)
    by_organisation: dict[UUID, list[Membership]] = defaultdict(list)
    for membership in roles:
        by_organisation[membership.organisation_id].append(membership)
    actors = {pk: _actor(user, rows, today) for pk, rows in by_organisation.items()}
    return Hats(actors, any(role.has_second_factor for role in roles))  # type: ignore[attr-defined]


def _take_at_hand(user: User, today: date) -> list[Membership] | None:
    """What was read with the account, once: later in the request a role may have changed."""
    read_on, roles = user.roles_at_hand or (None, None)
    user.roles_at_hand = None
    return roles if read_on == today else None


def actors_of(user: User, *, today: date) -> dict[UUID, Actor]:
    """Every hat `user` may wear today, by organisation id. One query."""
    return hats_of(user, today=today).actors


def bare_actor(user: User, *, today: date) -> Actor:
    """The person themself at the door, with their hat if they have only one."""
    hats = list(actors_of(user, today=today).values())
    return hats[0] if len(hats) == 1 else Actor(user_id=user.pk, name=user.get_full_name())


def _actor(user: User, memberships: list[Membership], today: date) -> Actor:
    organisation = memberships[0].organisation
    return Actor(
        user_id=user.pk,
        name=user.get_full_name(),
        organisation_id=organisation.pk,
        organisation_name=organisation.name,
        duties=frozenset((Role(m.role), m.team_id) for m in memberships),
        team_names=tuple(sorted({m.team.name for m in memberships if m.team})),
        is_demonstration=organisation.is_demonstration,
        today=today,
        opened=frozenset(getattr(memberships[0], "opened", ())),
    )


def colleagues(actor: Actor, *, today: date) -> QuerySet[User]:
    """The people who work in the actor's organisation today, the actor included."""
    current = Membership.objects.current(today).filter(organisation_id=actor.organisation_id)
    return User.objects.filter(pk__in=current.values("user_id"), is_active=True)


def actors_in(organisation_id: UUID, *, today: date, users: Iterable[UUID] | None = None) -> list[Actor]:
    """Everyone who works in an organisation today (or those of `users` who do), as they would act. One query."""
    rows = Membership.objects.current(today).filter(organisation_id=organisation_id, user__is_active=True)
    if users is not None:
        rows = rows.filter(user_id__in=list(users))
    by_user: dict[User, list[Membership]] = defaultdict(list)
    for membership in rows.select_related("user", "organisation", "team"):
        by_user[membership.user].append(membership)
    return [_actor(user, held, today) for user, held in by_user.items()]


def members_visible_to(actor: Actor, action: Action = Action.SEE, *, today: date) -> QuerySet[User]:
    """Those who work, or worked, in the actor's organisation: `roles_here`, `works_now`, `has_second_factor`."""
    here = Membership.objects.filter(organisation_id=actor.organisation_id)
    current = here.current(today).filter(user_id=OuterRef("pk"))
    second_factor = second_factors_of(OuterRef("pk"))
    roles = here.select_related("team").order_by(F("until_on").desc(nulls_first=True), "role", "since_on")
    return (
        MEMBER.filter(actor, action, User.objects.all())
        .annotate(works_now=Exists(current), has_second_factor=Exists(second_factor))
        .prefetch_related(Prefetch("memberships", queryset=roles, to_attr="roles_here"))
    )


def holders_of(actor: Actor, role: str, *, today: date) -> QuerySet[Membership, UUID]:
    """The accounts that hold a role in the actor's organisation today."""
    current = Membership.objects.current(today).filter(organisation_id=actor.organisation_id, role=role)
    return current.values_list("user_id", flat=True)


def memberships_managed_by(actor: Actor) -> QuerySet[Membership]:
    """The roles of the actor's organisation, for whoever administers it or leads it."""
    members = MEMBER.filter(actor, Action.SEE, User.objects.all())
    return Membership.objects.filter(organisation_id=actor.organisation_id, user__in=members).select_related(
        "user", "team"
    )


def teams_visible_to(actor: Actor, action: Action = Action.SEE, *, today: date) -> QuerySet[Team]:
    """The teams of the actor's organisation, the open ones first, with `members` counted."""
    current = Q(memberships__since_on__lte=today) & (
        Q(memberships__until_on=None) | Q(memberships__until_on__gte=today)
    )
    return (
        TEAM.filter(actor, action, Team.objects.all())
        .annotate(members=Count("memberships__user", filter=current, distinct=True))
        .order_by(F("closed_on").desc(nulls_first=True), "name")
    )


def open_teams(organisation_id: UUID | None) -> QuerySet[Team]:
    """The teams one may work in today."""
    return Team.objects.filter(organisation=organisation_id, closed_on=None)


def invitations_visible_to(actor: Actor, action: Action = Action.SEE) -> QuerySet[Invitation]:
    """The invitations of the actor's organisation, latest first."""
    return INVITATION.filter(actor, action, Invitation.objects.all()).select_related("team", "invited_by")


def pending_invitations(now: datetime) -> QuerySet[Invitation]:
    """Those that may still be answered, in every organisation."""
    rows = Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)
    return rows.select_related("organisation")


def identities_of(user_id: Id) -> QuerySet[SocialAccount]:
    """The identities of a provider that open an account, the earliest first."""
    return SocialAccount.objects.filter(user_id=user_id).order_by("date_joined")


def opens_by_provider(user_id: Id) -> bool:
    """Whether an identity of the provider set up today opens this account."""
    issuer = provider_issuer()
    return bool(issuer) and identities_of(user_id).filter(provider=issuer).exists()


def organisations_elsewhere(actor: Actor) -> QuerySet[Organisation]:
    """The other organisations of the territory; those of a demonstration and real ones do not know each other."""
    others = Organisation.objects.exclude(pk=actor.organisation_id)
    return others.filter(is_demonstration=actor.is_demonstration)


def teams_elsewhere(actor: Actor) -> QuerySet[Team]:
    """Their teams of today."""
    rows = Team.objects.filter(organisation__in=organisations_elsewhere(actor), closed_on=None)
    return rows.select_related("organisation")


def workers_elsewhere(actor: Actor, *roles: Role, today: date) -> QuerySet[Membership]:
    """Who works there today in one of these roles, with their organisation."""
    rows = Membership.objects.current(today).filter(role__in=roles, user__is_active=True)
    rows = rows.filter(organisation__in=organisations_elsewhere(actor))
    return rows.select_related("user", "organisation", "team")


def peers_for(actor: Actor, *, today: date) -> QuerySet[Membership]:
    """The peer mediators of the territory, those of the actor's own organisation too."""
    rows = Membership.objects.current(today).filter(role=Role.PEER, user__is_active=True)
    rows = rows.filter(organisation__is_demonstration=actor.is_demonstration).exclude(user_id=actor.user_id)
    return rows.select_related("user", "organisation", "team")


def elsewhere(user: User, siret: str, *, today: date) -> Organisation | None:
    """Someone's organisation, when the provider places them in another one than all of theirs; None if all is well."""
    theirs = [one.organisation for one in memberships_of(user, today=today) if one.organisation.siret]
    is_known = not siret or not theirs or any(one.siret == siret for one in theirs)
    return None if is_known else theirs[0]


def departures_visible_to(actor: Actor, action: Action = Action.SEE) -> QuerySet[Departure]:
    """The departures of the actor's organisation, the latest first."""
    return DEPARTURE.filter(actor, action, Departure.objects.all()).select_related("user", "noted_by")


def leaving_on(organisation_id: UUID | None) -> dict[UUID, date]:
    """The last day of each colleague whose departure is noted."""
    rows = Departure.objects.filter(organisation_id=organisation_id, state=DepartureState.PLANNED)
    return dict(rows.values_list("user_id", "last_day"))


def departures_over(today: date) -> QuerySet[Departure]:
    """Those whose last day is over, in every organisation: for the work that closes them."""
    return Departure.objects.filter(state=DepartureState.PLANNED, last_day__lt=today)


def organisations_visible_to(actor: Actor, action: Action = Action.SEE) -> QuerySet[Organisation]:
    """The organisation whose administration the actor may open: one or none."""
    return ORGANISATION.filter(actor, action, Organisation.objects.all())


@dataclass(frozen=True)
class Hours:
    """When someone works, as they said it (nothing: an ordinary week), and whether they want notices by e-mail."""

    spans: tuple[Span, ...] = ()
    wants_mail: bool = True
    holidays: str = HolidayCalendar.FRANCE


def hours_of(users: Iterable[Id]) -> dict[Id, Hours]:
    """When each of these people works. Two queries whatever their number."""
    asked = list(users)
    weeks = WorkingWeek.objects.filter(user_id__in=asked).prefetch_related("spans")
    said = {
        week.user_id: Hours(
            tuple(Span(span.weekday, span.starts_at, span.ends_at) for span in week.spans.all()),
            week.wants_mail,
            week.holidays,
        )
        for week in weeks
    }
    return {user: said.get(user, Hours()) for user in asked}


def jobs_of(actor: Actor) -> QuerySet[Job]:
    """The long works the actor asked for in this organisation."""
    return JOB.filter(actor, Action.READ, Job.objects.all())


def drafts_of(actor: Actor, *, now: datetime) -> QuerySet[Draft]:
    """What the actor was typing and may take up again or has thrown away, latest first."""
    rows = DRAFT.filter(actor, Action.READ, Draft.objects.exclude(state=DraftState.SENT))
    return rows.filter(expires_at__gt=now)


def demonstration_cast(*, today: date) -> QuerySet[Membership]:
    """The roles of the people one may enter the demonstration as, organisation by organisation."""
    return (
        Membership.objects.current(today)
        .filter(user__is_demonstration=True, user__is_active=True, organisation__is_demonstration=True)
        .select_related("user", "organisation", "team")
        .order_by("organisation__name", "user__last_name", "user__first_name", "user_id")
    )


def demonstration_mail() -> QuerySet[OutboxMessage]:
    """What anyone may read in a demonstration: nothing for those who work, or are invited, in a real organisation."""
    real = {"organisation__is_demonstration": False}
    theirs = Membership.objects.filter(**real).values("user__email")
    invited = Invitation.objects.filter(**real).values("email")
    return OutboxMessage.objects.exclude(to__in=theirs).exclude(to__in=invited)


def invitation_of_key(key_digest: str) -> Invitation | None:
    """The invitation a link belongs to."""
    found = Invitation.objects.filter(key_digest=key_digest)
    return found.select_related("organisation", "team", "invited_by").first()


def names_of_objects(actor: Actor, ids: list[UUID]) -> dict[UUID | None, str]:
    """What the trail's identifiers stand for: accounts, teams and invitations of the actor's organisation."""
    here = {"organisation_id": actor.organisation_id, "pk__in": ids}
    accounts = User.objects.filter(pk__in=ids, memberships__organisation_id=actor.organisation_id).distinct()
    names: dict[UUID | None, str] = {user.pk: user.get_full_name() for user in accounts}
    names |= {team.pk: team.name for team in Team.objects.filter(**here)}
    return names | {invitation.pk: invitation.email for invitation in Invitation.objects.filter(**here)}
