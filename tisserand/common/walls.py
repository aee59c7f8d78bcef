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
ROW = "{row}"  # in a rule: the table of the row, before the names of its columns inside a question


@dataclass
class Guard:
    """Who sees the rows of a table: `rule` also guards their history, `openings` only the rows as they are."""

    model: type[Model]
    rule: str
    openings: list[str] = field(default_factory=list)
    by_id: list[str] = field(default_factory=list)


_functions: dict[str, str] = {}
_shown: dict[str, str] = {}
_guards: dict[type[Model], Guard] = {}
_openings: list[tuple[type[Model], str]] = []
_by_id: list[tuple[type[Model], str]] = []


def guard(model: type[Model], rule: str) -> None:
    """Say who sees the rows of a table and their history; called from `AppConfig.ready`, like what follows."""
    _guards[model] = Guard(model, rule)


def also_open(model: type[Model], rule: str) -> None:
    """Let a higher room open the rows of a table to others too, their history excepted."""
    _openings.append((model, rule))


def also_open_by_id(model: type[Model], rule: str) -> None:
    """The same, of a rule that asks nothing of the row but its id: these are asked at once, by one function.

    For tables that most questions go through: what is there to be asked weighs on each of them, asked or not.
    """
    _by_id.append((model, rule))


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


def show(name: str, question: str) -> None:
    """Define rows that the session may find, read past the wall: what `among` compares a row with.

    Each such row must be the session's to know: the web role can read them all. Ten times cheaper than a function, for
    the database follows an index instead of calling for it.
    """
    _shown[name] = f"CREATE VIEW {name} WITH (security_barrier) AS {question}"


def among(name: str, column: str, their: str = "id") -> str:
    """Of a row: what this column says is among those shown.

    Not an EXISTS, for which the database, who believes them few, would rather read them all beforehand.
    """
    return f"(SELECT true FROM {name} shown WHERE shown.{their} = {ROW}.{column} LIMIT 1)"


def functions() -> list[str]:
    """The functions, in the order of the rooms; then what is asked by id."""
    return [*_functions.values(), *(_asked_by_id(each) for each in guards() if each.by_id)]


def _asked_by_id(each: Guard) -> str:
    rule = " OR ".join(f"({rule.replace(KEY, 'which')})" for rule in each.by_id)
    return (
        f"CREATE FUNCTION {_else_of(each)}(which uuid) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER"
        " PARALLEL RESTRICTED COST 20 SET search_path = pg_catalog, public, pg_temp"
        f" AS $wall$ BEGIN RETURN {rule}; END $wall$"
    )


def _else_of(each: Guard) -> str:
    return f"wall_else_{each.model._meta.db_table}"


def views() -> dict[str, str]:
    """What is shown, in the order of the rooms, by name."""
    return _shown


def guards() -> list[Guard]:
    """Every guarded table, with what higher rooms opened."""
    for each in _guards.values():
        each.openings = [rule for model, rule in _openings if model is each.model]
        each.by_id = [rule for model, rule in _by_id if model is each.model]
    return list(_guards.values())


def rules() -> dict[str, str]:
    """By table, histories included: the condition under which a row exists for a session."""
    histories = _histories()
    found = {}
    for each in guards():
        table, key = each.model._meta.db_table, each.model._meta.pk.column or ""
        others = [*each.openings, f"{_else_of(each)}({KEY})"] if each.by_id else each.openings
        rule = " OR ".join(f"({rule})" for rule in (each.rule, *others))
        found[table] = _about(rule, table, key)
        for history in histories.get(each.model, ()):
            found[history] = _about(each.rule, history, "pgh_obj_id")
    return found


def _about(rule: str, table: str, key: str) -> str:
    return rule.replace(KEY, key).replace(ROW, table)


def _histories() -> dict[type[Model], list[str]]:
    """The tables in which pghistory keeps what the rows of a model were."""
    found: dict[type[Model], list[str]] = {}
    for model in apps.get_models():
        tracked = getattr(model, "pgh_tracked_model", None)
        if tracked is not None:
            found.setdefault(tracked, []).append(model._meta.db_table)
    return found
