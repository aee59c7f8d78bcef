"""The box « Que s’est-il passé ? »: what one types, what it suggests, and what one has corrected meanwhile."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone

from tisserand.accounts.actors import Actor
from tisserand.support.forms.journal import EmptyForm, StoryForm, guessed
from tisserand.support.models import Dossier, Goal, Step
from tisserand.support.understanding import Understanding, Who, who_is_meant, writable_dossiers


@dataclass
class Box:
    """A form and what is needed to draw it. `fixed`: the dossier is known, nobody is to be guessed."""

    form: StoryForm
    understood: Understanding
    who: Who
    dossier: Dossier | None
    fixed: bool
    asked: str = ""
    is_confirmed: bool = False

    @property
    def has_text(self) -> bool:
        """Whether something was written."""
        return bool(self.understood.text.strip())

    @property
    def must_choose(self) -> bool:
        """Several people may be meant, or nobody was recognised for certain."""
        return self.dossier is None and bool(self.who.dossiers)

    @cached_property
    def ticked(self) -> set[UUID]:
        """The steps ticked, whatever the form holds of them."""
        return _keys(self.form["done"].value())

    @cached_property
    def linked(self) -> set[UUID]:
        """The goals linked."""
        return _keys(self.form["goals"].value())

    @cached_property
    def other_steps(self) -> list[Step]:
        """The open steps that the text does not speak of."""
        spoken = {step.key.pk for step in self.understood.steps}
        return [step for step in self.understood.open_steps if step.pk not in spoken]

    @cached_property
    def goals(self) -> list[Goal]:
        """The goals of the plan."""
        return list(self.form.offered_goals)

    @property
    def was(self) -> str:
        """What was suggested, carried by the page so that a correction is told from a suggestion."""
        suggested = {name: _plain(value) for name, value in guessed(self.understood).items()}
        return json.dumps(suggested | {"dossier": str(self.dossier.pk) if self.dossier else ""})


class EmptyBox:
    """The box before anything is typed: what its template asks of a `Box`, and nothing to work out."""

    has_text = is_confirmed = False
    asked = ""

    def __init__(self, dossier: Dossier | None = None) -> None:
        self.form, self.dossier, self.fixed = EmptyForm(), dossier, dossier is not None


def box_of(
    actor: Actor, data: QueryDict, *, now: datetime, dossier: Dossier | None = None, bind: bool = False
) -> Box:
    """Read what was sent: a text alone, or a text with what its page suggested and what was made of it."""
    text, asked = data.get("body", "").strip(), data.get("who", "").strip()
    was = _was(data)
    who = Who([dossier], is_sure=True) if dossier else _who(actor, asked or text)
    chosen = dossier or _chosen(actor, data, who, was)
    if chosen and chosen not in who.dossiers:
        who = Who([chosen, *who.dossiers], who.is_sure)
    understood = Understanding(text, timezone.localdate(now), chosen)
    if bind:
        form = StoryForm(data, dossier=chosen, now=now)
    else:
        initial = {"body": text} | guessed(understood)
        form = StoryForm(initial=initial, dossier=chosen, now=now)
        form.initial = {**form.initial, **_kept(form, data, was)}
    return Box(form, understood, who, chosen, bool(dossier), asked, "confirmed" in data)


def _keys(values: Any) -> set[UUID]:
    kept = set()
    for value in values or ():
        with suppress(ValueError):
            kept.add(UUID(str(value)))
    return kept


def _who(actor: Actor, text: str) -> Who:
    return who_is_meant(actor, text) if text else Who()


def _was(data: QueryDict) -> dict[str, str]:
    try:
        was = json.loads(data.get("was", "{}"))
    except (ValueError, RecursionError):
        return {}
    return was if isinstance(was, dict) else {}


def _chosen(actor: Actor, data: QueryDict, who: Who, was: dict[str, str]) -> Dossier | None:
    """The person whom someone chose, unless the text names somebody else since; or the only one it names."""
    posted = data.get("dossier", "")
    known = {str(dossier.pk): dossier for dossier in who.dossiers}
    if posted and (posted != was.get("dossier") or posted in known or not known):
        return known.get(posted) or _written(actor, posted)
    return who.dossier


def _written(actor: Actor, posted: str) -> Dossier | None:
    try:
        return writable_dossiers(actor).filter(pk=UUID(posted)).first()
    except ValueError:
        return None


def _kept(form: StoryForm, data: QueryDict, was: dict[str, str]) -> dict[str, Any]:
    """The fields whose value is no longer the one suggested, and those that nothing suggests."""
    if "confirmed" not in data:
        return {}
    kept = {}
    for name, field in form.fields.items():
        said = field.widget.value_from_datadict(data, {}, form.add_prefix(name))
        if name != "body" and _plain(said) != was.get(name):
            kept[name] = said
    return kept


def _plain(value: Any) -> str:
    """A value as the page sends it, whatever it was before."""
    if isinstance(value, bool):
        return "on" if value else ""
    if isinstance(value, list | tuple):
        return ",".join(sorted(str(each) for each in value))
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)
