"""Peer mediators in the stories: what someone chose to show them, and what they say in their own voice."""

from __future__ import annotations

from typing import Any

from tisserand.accounts.actors import Actor
from tisserand.accounts.authorship import written_by
from tisserand.audit.services import happening_at
from tisserand.demo.openings import open_to
from tisserand.demo.territory import Territory
from tisserand.sharing.recipients import Recipient
from tisserand.support.models import Dossier
from tisserand.support.services.voices import write_voice

Source = dict[str, Any]


def let_peer_speak(territory: Territory, actor: Actor, dossier: Dossier, source: Source) -> None:
    """`[[peers]]`: `user` of the cast, what is `shared` with them; `voices` are [day, hour, text]."""
    agreed_at = territory.moment(source["at"], "11:00")
    recipient = Recipient(dossier.organisation, user=territory.users[source["user"]], is_peer=True)
    with happening_at(agreed_at):
        grant = open_to(recipient, territory, actor, dossier, source["shared"], now=agreed_at)
    peer = territory.actor(source["user"], dossier.organisation)
    for day, hour, text in source.get("voices", []):
        moment = territory.moment(day, hour)
        with happening_at(moment), written_by(peer):
            write_voice(actor=peer, grant=grant, body=" ".join(text.split()), happened_at=moment, now=moment)
