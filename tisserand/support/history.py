"""Who changed what in a dossier, in plain French, from the history that the database itself writes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from pghistory.models import Events

from tisserand.accounts.actors import Actor
from tisserand.accounts.models import Team, User
from tisserand.people.choices import Tie
from tisserand.people.models import ContactPoint, Household, Person, Relation
from tisserand.people.queries import SOMEONE, names_of_ties
from tisserand.people.tie_words import tie_word
from tisserand.support.choices import DocumentVisibility, Topic, Visibility
from tisserand.support.models import (
    Deadline,
    Document,
    Dossier,
    Entry,
    Goal,
    Handover,
    MapItem,
    Referent,
    Request,
    SituationMap,
    Step,
    Victory,
)
from tisserand.support.policies import is_referent
from tisserand.support.queries.documents import documents_hidden_from
from tisserand.ui.templatetags.words import date_fr

TRACKED: dict[str, type[Model]] = {
    f"{model._meta.app_label}.{model.__name__}Event": model
    for model in (
        Dossier, Request, Referent, Handover, Victory, Deadline, Document, Entry, MapItem, Goal, Step, Person,
        ContactPoint, Relation,
    )
}  # fmt: skip
EVENT = {model: name for name, model in TRACKED.items()}
OF_DOSSIER = [EVENT[model] for model in (Request, Referent, Handover, Victory, Deadline, Document, Entry)]
OF_PERSON = [EVENT[Person], EVENT[ContactPoint]]

# What the machine keeps for itself, or writes as a consequence of something else.
SILENT = {
    "id", "revision", "created_at", "updated_at", "person_id", "dossier_id", "map_id", "plan_id", "position",
    "is_demonstration", "search_names", "sounds", "initials", "last_contact_on", "commune_code", "removed_at",
    "organisation_id", "entry_id", "noted_by_id", "author_id", "added_by_id", "removed_by_id",
    "batch_id", "before_id", "after_id", "gave_key", "effected_at", "ended_at", "written_by_id", "told_by_id",
    "also_known", "merged_into_id", "voice_id",
}  # fmt: skip
# Said to have changed, without saying from what to what: a note's text, and ways to reach someone.
DISCREET = (
    {(EVENT[Entry], "body")}
    | {(EVENT[ContactPoint], n) for n in ("value", "postcode", "commune", "note")}
    | {(EVENT[Relation], n) for n in ("phone", "note")}
)
SHOWN = sorted(
    {field.attname for model in TRACKED.values() for field in model._meta.concrete_fields} - SILENT
    | {"removed_at"}
)
DID = {
    EVENT[Dossier]: ("a ouvert le dossier", "a modifié le dossier"),
    EVENT[Request]: ("a noté une demande", "a corrigé une demande"),
    EVENT[Referent]: ("a confié le fil à {user_id}", "a modifié le suivi de {user_id}"),
    EVENT[Handover]: (
        "a proposé de passer le relais à {receiver_id}",
        "a mis à jour le relais vers {receiver_id}",
    ),
    EVENT[Victory]: ("a noté l’avancée « {words} »", "a dit autrement l’avancée « {words} »"),
    EVENT[Deadline]: ("a noté l’échéance « {title} »", "a modifié l’échéance « {title} »"),
    EVENT[Document]: ("a déposé le document « {title} »", "a modifié le document « {title} »"),
    EVENT[Entry]: ("a écrit une note", "a corrigé une note"),
    EVENT[MapItem]: ("a posé sur la carte « {title} »", "a modifié sur la carte « {title} »"),
    EVENT[Goal]: ("a écrit l’objectif « {title} »", "a modifié l’objectif « {title} »"),
    EVENT[Step]: ("a ajouté l’étape « {title} »", "a modifié l’étape « {title} »"),
    EVENT[Person]: ("a enregistré la personne", "a modifié l’identité"),
    EVENT[ContactPoint]: ("a ajouté un moyen de contact", "a modifié un moyen de contact"),
    EVENT[Relation]: ("a noté dans le cercle : {whom}", "a modifié dans le cercle : {whom}"),
}
LONGEST = 140
AROUND = ("other_id", "through_id")
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:[T ].*)?$")
Change = tuple[str, str, str]


@dataclass
class Line:
    """One line: who did what, when, and what changed from what to what (as the `history` component reads it)."""

    when: datetime
    who: str
    what: str
    changes: list[Change] = field(default_factory=list)


def events_of(actor: Actor, dossier: Dossier) -> QuerySet[Events]:
    """What happened in `dossier`, latest first; author-only notes are for their author alone.

    Of the person, whom other organisations may know too, only what was changed by someone of this one.
    """
    here = {"pgh_context__organisation": str(dossier.organisation_id)}
    goals = Goal.objects.filter(plan__dossier=dossier).values_list("pk", "plan_id")
    maps = SituationMap.objects.filter(dossier=dossier).values_list("pk")
    goal_ids, plan_ids = _ids(goals, 0), _ids(goals, 1)
    scope = (
        Q(pgh_model=EVENT[Dossier], pgh_obj_id=str(dossier.pk))
        | Q(pgh_model__in=OF_DOSSIER, pgh_data__dossier_id=str(dossier.pk))
        | Q(pgh_model=EVENT[MapItem], pgh_data__map_id__in=_ids(maps, 0))
        | Q(pgh_model=EVENT[Goal], pgh_data__plan_id__in=plan_ids)
        | Q(pgh_model=EVENT[Step], pgh_data__goal_id__in=goal_ids)
        | Q(pgh_model__in=OF_PERSON, **here)
        # Told on this side: what someone else's record says of a tie with this person stays there.
        | Q(pgh_model=EVENT[Relation], pgh_data__person_id=str(dossier.person_id), **here)
    )
    private = Q(pgh_model=EVENT[Entry], pgh_data__visibility=Visibility.AUTHOR) & ~Q(
        pgh_data__author_id=str(actor.user_id)
    )
    if not (actor.leads_organisation() or is_referent.holds(actor, dossier)):
        private |= _confidential(actor, dossier)
    said = ~Q(pgh_label="update") | Q(pgh_diff__has_any_keys=SHOWN)
    events = Events.objects.across(*TRACKED).references(dossier.person)
    return events.filter(scope & said).exclude(private).order_by("-pgh_created_at", "-pgh_id")


def _confidential(actor: Actor, dossier: Dossier) -> Q:
    """What was written of documents that the actor may not read, or could not read then."""
    of_documents = Q(pgh_model=EVENT[Document])
    hidden = Q(pgh_obj_id__in=_ids(documents_hidden_from(actor, dossier).values_list("pk"), 0))
    theirs = Q(pgh_data__added_by_id=str(actor.user_id))
    was_confidential = Q(pgh_data__visibility=DocumentVisibility.CONFIDENTIAL) & ~theirs
    return of_documents & (hidden | was_confidential)


def _ids(rows: Iterable[tuple[Any, ...]], column: int) -> list[str]:
    return list({str(row[column]) for row in rows})


def told(actor: Actor, events: Iterable[Events]) -> list[Line]:
    """Each event as a line. The names of colleagues, teams, goals… are read together, whatever their number."""
    events = list(events)
    names = Names(actor, events)
    return [_line(actor, event, names) for event in events]


def _line(actor: Actor, event: Events, names: Names) -> Line:
    created, changed = DID[event.pgh_model]
    data = event.pgh_data
    # A note that leaves its author's eyes begins there for everybody else; what it said before stays theirs.
    opened = (event.pgh_diff or {}).get("visibility", [""])[0] == Visibility.AUTHOR and data.get(
        "author_id"
    ) != str(actor.user_id)
    changes: list[Change]
    if event.pgh_label == "delete":
        what, changes = f"a retiré l’avancée « {data['words']} »", []
    elif event.pgh_label == "insert" or opened:
        what, changes = created, []
    else:
        what, changes = changed, list(_changes(event, names))
    if event.pgh_model == EVENT[Relation] and "until_on" in (event.pgh_diff or {}):
        what, changes = f"a {'retiré du' if data['until_on'] else 'remis dans le'} cercle : {{whom}}", []
    subject = {key: names.say(key, value) for key, value in data.items() if isinstance(value, str)}
    subject["whom"] = names.whom(data) if event.pgh_model == EVENT[Relation] else ""
    who = names.users.get((event.pgh_context or {}).get("user", ""), "Tisserand")
    return Line(event.pgh_created_at, who, what.format_map(subject) + _when(event), changes)


def _when(event: Events) -> str:
    """Of a note, which one: its kind and its day."""
    if event.pgh_model != EVENT[Entry]:
        return ""
    kind = Entry._meta.get_field("kind")
    label = dict(kind.flatchoices)[event.pgh_data["kind"]]
    day = timezone.localtime(datetime.fromisoformat(event.pgh_data["happened_at"]))
    return f" ({label} du {date_fr(day)})"


def _changes(event: Events, names: Names) -> Iterator[Change]:
    model = TRACKED[event.pgh_model]
    for name in sorted(set(event.pgh_diff or {}) - SILENT):
        before, after = event.pgh_diff[name]
        label = _label(model, name)
        if (event.pgh_model, name) in DISCREET:
            yield (label, "…", "modifié")
        else:
            yield (label, _say(model, name, before, names), _say(model, name, after, names))
    if "removed_at" in (event.pgh_diff or {}):
        place = "sur la carte" if model is MapItem else "dans le dossier"
        yield (place, *(("oui", "retiré") if event.pgh_data["removed_at"] else ("retiré", "remis")))


def _label(model: type[Model], name: str) -> str:
    return str(_field(model, name).verbose_name)


def _field(model: type[Model], name: str) -> Any:
    return next(field for field in model._meta.concrete_fields if field.attname == name)


def _say(model: type[Model], name: str, value: Any, names: Names) -> str:
    """A value as one says it: the label of a choice, a date, yes or no, a name instead of an id."""
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        held = getattr(_field(model, name), "base_field", None)
        choices = dict(getattr(held, "flatchoices", None) or Topic.choices)
        return ", ".join(str(choices.get(each, each)) for each in value)
    labels = dict(getattr(_field(model, name), "flatchoices", ()))
    if value in labels:
        return str(labels[value])
    words = names.say(name, str(value))
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


class Names:
    """The names behind the ids of some events, read once for all of them, as `actor` may know of them."""

    # What an id points to, and the column that names it.
    KINDS: dict[str, tuple[type[Model], str]] = {
        "user_id": (User, ""),
        "owner_id": (User, ""),
        "giver_id": (User, ""),
        "receiver_id": (User, ""),
        "worker_id": (User, ""),
        "team_id": (Team, "name"),
        "household_id": (Household, "name"),
        "goal_id": (Goal, "title"),
        "step_id": (Step, "title"),
    }

    def __init__(self, actor: Actor, events: list[Events]) -> None:
        wanted: dict[tuple[type[Model], str], set[str]] = {}
        for event in events:
            if user := (event.pgh_context or {}).get("user"):
                wanted.setdefault((User, ""), set()).add(user)
            for name, value in _pairs(event):
                if name in self.KINDS and value:
                    wanted.setdefault(self.KINDS[name], set()).add(value)
        people = User.objects.filter(pk__in=wanted.pop((User, ""), ()))
        self.users = {str(user.pk): user.get_full_name() for user in people}
        named = [
            model._base_manager.filter(pk__in=pks).values_list("pk", column).order_by()
            for (model, column), pks in wanted.items()
        ]
        rows = named[0].union(*named[1:], all=True) if named else []
        self.names = self.users | {str(pk): name or "sans nom" for pk, name in rows}
        self.names |= self._around(actor, [event for event in events if event.pgh_model == EVENT[Relation]])

    @staticmethod
    def _around(actor: Actor, events: list[Events]) -> dict[str, str]:
        """Who is at the other end of the ties, and by whom they come."""
        pairs = [pair for event in events for pair in _pairs(event)]
        people = {value for name, value in pairs if name == "other_id" and value}
        ties = {value for name, value in pairs if name == "through_id" and value}
        return names_of_ties(actor, people, ties) if people or ties else {}

    def whom(self, data: dict[str, Any]) -> str:
        """« Fatma, mère »."""
        name = self.names.get(data["other_id"] or "", "") or data["name"] or SOMEONE
        return f"{name}, {tie_word(Tie(data['tie']), data['gender'], data['parentage'])}"

    def say(self, name: str, value: str) -> str:
        """A date in French, a name for an id, or the value itself."""
        if name in AROUND:
            return self.names.get(value, SOMEONE)
        if name in self.KINDS:
            return self.names.get(value, "quelqu’un d’autre")
        if not ISO_DAY.match(value):
            return value
        if len(value) == 10:
            return date_fr(date.fromisoformat(value))
        return date_fr(timezone.localtime(datetime.fromisoformat(value)), "time")


def _pairs(event: Events) -> Iterator[tuple[str, Any]]:
    yield from event.pgh_data.items()
    for name, values in (event.pgh_diff or {}).items():
        yield from ((name, value) for value in values)
