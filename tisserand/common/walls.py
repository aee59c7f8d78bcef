"""The second wall: what the database itself lets a session see of the tables that tell of someone (docs/adr/0011).

Each room declares, in its `walls.py`, which rule guards which table; `wall_building` puts them up after migrations. A
rule is SQL about one row, by the names of its columns; it asks functions that look for themselves who works where, and
believe of the session only who it is, for which organisation and on which day.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.apps import apps
from django.db.models import Model

KEY = "{key}"  # in a rule: the column of the row's id, which bears another name in its history


@dataclass
class Guard:
    """Who sees the rows of a table: `rule` also guards their history, `openings` only the rows as they are."""

    model: type[Model]
    rule: str
    openings: list[str] = field(default_factory=list)


_functions: dict[str, str] = {}
_guards: dict[type[Model], Guard] = {}
_openings: list[tuple[type[Model], str]] = []


def guard(model: type[Model], rule: str) -> None:
    """Say who sees the rows of a table and their history; called from `AppConfig.ready`, like what follows."""
    _guards[model] = Guard(model, rule)


def also_open(model: type[Model], rule: str) -> None:
    """Let a higher room open the rows of a table to others too, their history excepted."""
    _openings.append((model, rule))


def define(name: str, text: str) -> None:
    """Keep the text of a function that rules ask."""
    _functions[name] = text


def ask(name: str, parameters: str, question: str, *, returns: str = "boolean") -> None:
    """Define a function whose answer is that of one SQL question, asked past the wall: of tables named in full.

    In plpgsql, which keeps its plan; costly on purpose, so that whatever else is asked of a row is asked before.
    """
    define(
        name,
        f"CREATE FUNCTION {name}({parameters}) RETURNS {returns} LANGUAGE plpgsql STABLE SECURITY DEFINER"
        f" PARALLEL RESTRICTED COST 20 SET search_path = pg_catalog, public, pg_temp"
        f" AS $wall$ BEGIN RETURN ({question}); END $wall$",
    )


def functions() -> list[str]:
    """The functions, in the order of the rooms."""
    return list(_functions.values())


def guards() -> list[Guard]:
    """Every guarded table, with what higher rooms opened."""
    for each in _guards.values():
        each.openings = [rule for model, rule in _openings if model is each.model]
    return list(_guards.values())


def rules() -> dict[str, str]:
    """By table, histories included: the condition under which a row exists for a session."""
    histories = _histories()
    found = {}
    for each in guards():
        found[each.model._meta.db_table] = " OR ".join(
            f"({rule.replace(KEY, each.model._meta.pk.column or '')})" for rule in (each.rule, *each.openings)
        )
        for history in histories.get(each.model, ()):
            found[history] = each.rule.replace(KEY, "pgh_obj_id")
    return found


def _histories() -> dict[type[Model], list[str]]:
    """The tables in which pghistory keeps what the rows of a model were."""
    found: dict[type[Model], list[str]] = {}
    for model in apps.get_models():
        tracked = getattr(model, "pgh_tracked_model", None)
        if tracked is not None:
            found.setdefault(tracked, []).append(model._meta.db_table)
    return found
