"""The links of some stories: someone of the circle lets themself in and answers; the person reads who looked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tisserand.accounts.actors import Actor
from tisserand.audit.services import happening_at, record_read
from tisserand.demo.openings import open_to
from tisserand.demo.territory import Territory
from tisserand.sharing.guest_actors import actor_of
from tisserand.sharing.guest_page import Visit
from tisserand.sharing.models import CircleMember, Guest
from tisserand.sharing.policies import right_of
from tisserand.sharing.recipients import Recipient
from tisserand.sharing.services.guest_words import answer_guest, see_guest_messages, send_guest_message
from tisserand.sharing.services.guests import invite_guest, let_in
from tisserand.support.models import Dossier, Step, StepReport
from tisserand.support.services.reports import report_step, take_up_report

Source = dict[str, Any]
WRONG_CODE = "2222-2222"


@dataclass
class Link:
    """One link as it is used: what lets in is known here only as long as the story is told."""

    territory: Territory
    dossier: Dossier
    guest: Guest
    number: str
    code: str

    @property
    def visit(self) -> Visit:
        """Whoever came in by it."""
        return Visit(self.guest, actor_of(self.guest, today=self.territory.today))


def give_link(territory: Territory, actor: Actor, dossier: Dossier, source: Source) -> None:
    """`[[guests]]`: `member` is someone of the circle (nobody: the person), `ways` how link and code reach them.

    `shared` is the agreement that opens to them; `told` what came of it, in order (see `TOLD`).
    """
    member = None
    if "member" in source:
        member = CircleMember.objects.get(
            person=dossier.person, organisation=dossier.organisation, name=source["member"]
        )
    given_at = territory.moment(source["at"], source["t"])
    with happening_at(given_at):
        if member is not None and "shared" in source:
            open_to(Recipient(None, member=member), territory, actor, dossier, source["shared"], now=given_at)
        link_channel, code_channel = source["ways"]
        guest, number, code = invite_guest(
            actor=actor,
            person=dossier.person,
            member=member,
            link_channel=link_channel,
            code_channel=code_channel,
            expires_at=given_at + timedelta(days=source["lasts"]),
            now=given_at,
        )
    link = Link(territory, dossier, guest, number, code)
    for told in source.get("told", []):
        moment = territory.moment(told["d"], told["t"])
        with happening_at(moment):
            TOLD[told["what"]](link, told, moment)


def _mistakes(link: Link, told: Source, moment: datetime) -> None:
    let_in(number=link.number, code=WRONG_CODE, now=moment)


def _comes(link: Link, told: Source, moment: datetime) -> None:
    let_in(number=link.number, code=link.code, now=moment)
    visit = link.visit
    about: dict[str, Any] = {"actor": visit.actor, "person_id": link.guest.person_id}
    for grant, _ in visit.openings:
        record_read(**about, part="sharing.opening", object_id=grant.pk, right=right_of(grant))
    if not visit.openings:
        record_read(**about, part="sharing.own_page", object_id=link.guest.pk)


def _writes(link: Link, told: Source, moment: datetime) -> None:
    text = " ".join(told["text"].split())
    send_guest_message(actor=link.visit.actor, guest=link.guest, text=text, now=moment)


def _is_read(link: Link, told: Source, moment: datetime) -> None:
    see_guest_messages(actor=_colleague(link, told), guest=link.guest, now=moment)


def _is_answered(link: Link, told: Source, moment: datetime) -> None:
    text = " ".join(told["text"].split())
    answer_guest(actor=_colleague(link, told), guest=link.guest, text=text, now=moment)


def _reports(link: Link, told: Source, moment: datetime) -> None:
    report_step(
        visit=link.visit,
        step=Step.objects.get(goal__plan__dossier=link.dossier, title=told["step"]),
        done_on=link.territory.day(told["done"]) if "done" in told else None,
        text=" ".join(told["text"].split()),
        now=moment,
    )


def _is_taken_up(link: Link, told: Source, moment: datetime) -> None:
    report = StepReport.objects.get(guest=link.guest, step__title=told["step"])
    take_up_report(actor=_colleague(link, told), report=report, answer=told.get("text", ""), now=moment)


def _colleague(link: Link, told: Source) -> Actor:
    return link.territory.actor(told["by"], link.dossier.organisation)


TOLD: dict[str, Callable[[Link, Source, datetime], None]] = {
    "mistakes": _mistakes,
    "comes": _comes,
    "writes": _writes,
    "is_read": _is_read,
    "is_answered": _is_answered,
    "reports": _reports,
    "is_taken_up": _is_taken_up,
}
