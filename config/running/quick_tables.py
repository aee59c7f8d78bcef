"""Every table of an empty database in seconds: models are not all drawn again at each step of the migrations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.state import ProjectState


@contextmanager
def drawing_little() -> Iterator[None]:
    """A model that a step makes, or to which it adds something, is drawn again alone.

    Django draws again with it whatever a relation joins to it, from one to the next: nearly every model, four hundred
    times over. The others here go on referring to the model as it was, whose table and key are the same. Steps that
    follow what refers to a model (a key that changes, a name) find both states drawn anew and whole; so does code
    that runs in a migration (`RunPython`), as after any step whose drawing Django itself delays.
    """
    ours = {
        "clone": _kept_beside,
        "reload_model": _draw_alone,
        "alter_field": _whole_if(_is_referred_to),
        "rename_field": _whole_if(_always),
        "rename_model": _whole_if(_always),
    }
    theirs = {name: getattr(ProjectState, name) for name in ours}
    for name, made_of in ours.items():
        setattr(ProjectState, name, made_of(theirs[name]))
    try:
        yield
    finally:
        for name, method in theirs.items():
            setattr(ProjectState, name, method)


Method = Callable[..., Any]


def _kept_beside(clone: Method) -> Method:
    """The state before a step and the one after it know each other."""

    def cloned(state: Any) -> Any:
        other = clone(state)
        state.beside, other.beside = other, state
        return other

    return cloned


def _draw_alone(_: Method) -> Method:
    def reload_model(state: Any, app_label: str, model_name: str, delay: bool = False) -> None:
        if "apps" in state.__dict__:  # otherwise all will be drawn, once they are asked for
            state.is_delayed = True
            state._reload({(app_label, model_name)})

    return reload_model


def _whole_if(follows: Callable[..., bool]) -> Callable[[Method], Method]:
    def made_of(method: Method) -> Method:
        def stepped(state: Any, *args: Any, **said: Any) -> Any:
            if follows(state, *args, **said):
                for one in (state, state.beside):
                    one.clear_delayed_apps_cache()
            return method(state, *args, **said)

        return stepped

    return made_of


def _always(*_: Any, **__: Any) -> bool:
    return True


def _is_referred_to(
    state: Any, app_label: str, model_name: str, name: str, field: Any, *_: Any, **__: Any
) -> bool:
    """Whether other tables hold this field's values: it is the key, or one of them says so by its name."""
    if field.primary_key or state.models[app_label, model_name].fields[name].primary_key:
        return True
    others = (other for model in state.models.values() for other in model.fields.values())
    return any(name in (getattr(other, "to_fields", None) or ()) for other in others)
