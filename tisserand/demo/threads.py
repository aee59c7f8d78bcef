"""The messages of some stories: what those around someone write to one another, called or not, read or not."""

from __future__ import annotations

from typing import Any

from tisserand.coordination.models import Mention, Message, Thread, ThreadReading
from tisserand.demo.territory import Territory
from tisserand.sharing.choices import BlockReach
from tisserand.support.models import Dossier

Source = dict[str, Any]


def make_thread(territory: Territory, dossier: Dossier, source: Source) -> Thread:
    """`[[threads]]`: `messages` are [who, their structure, day, hour, text], `called` is whom the last one calls.

    Whoever wrote has read as far as that.
    """
    told = source["messages"]
    moments = [territory.moment(day, hour) for _, _, day, hour, _ in told]
    thread = Thread.objects.create(
        dossier=dossier,
        person_id=dossier.person_id,
        organisation_id=dossier.organisation_id,
        title=source["title"],
        topic=source.get("topic", ""),
        reach=source.get("reach", BlockReach.TEAM),
        started_by=territory.users[told[0][0]],
        last_sent_at=moments[-1],
        created_at=moments[0],
    )
    here = {"thread": thread, "person_id": dossier.person_id}
    for moment, (who, place, _, _, text) in zip(moments, told, strict=True):
        organisation = territory.organisations[place]
        message = Message.objects.create(
            **here,
            author=territory.users[who],
            organisation=organisation,
            text=" ".join(text.split()),
            sent_at=moment,
            created_at=moment,
        )
        ThreadReading.objects.update_or_create(
            thread=thread,
            user=territory.users[who],
            defaults={"person_id": dossier.person_id, "organisation": organisation, "read_at": moment},
        )
    if "called" in source:
        Mention.objects.create(
            message=message, person_id=dossier.person_id, user=territory.users[source["called"]]
        )
    return thread
