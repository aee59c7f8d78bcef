"""The essential accounts of the stories: what each person is tired of explaining, topic by topic."""

from __future__ import annotations

from typing import Any

from tisserand.accounts.actors import Actor
from tisserand.demo.territory import Territory
from tisserand.sharing.models import AccountBlock
from tisserand.support.models import Dossier


def write_essential(territory: Territory, actor: Actor, dossier: Dossier, source: dict[str, Any]) -> None:
    """One block: `at` is the day it was written, `read` the day it was last read over together, if it was."""
    read = source.get("read")
    AccountBlock.objects.create(
        person_id=dossier.person_id,
        organisation_id=dossier.organisation_id,
        topic=source["topic"],
        text=" ".join(source["text"].split()),
        reach=source.get("reach", "team"),
        read_over_on=territory.day(read) if read is not None else None,
        written_by_id=actor.user_id,
        created_at=territory.moment(source["at"], "11:00"),
    )
