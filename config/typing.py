"""For mypy alone: attributes that Django's type stubs do not know."""

from __future__ import annotations

from collections.abc import Callable

from mypy.nodes import MDEF, SymbolTableNode, Var
from mypy.plugin import ClassDefContext, Plugin
from mypy.types import AnyType, TypeOfAny

GIVEN = {
    # By tisserand.accounts.middleware.
    "django.http.request.HttpRequest": ("actor", "hats", "has_second_factor"),
    # `form.fields[…]` is one of many kinds of field, which only the form knows.
    "django.forms.fields.Field": ("queryset", "choices", "empty_label", "label_from_instance"),
    "django.forms.models.BaseModelForm": ("_post_clean", "_save_m2m"),
}


class GivenAttributes(Plugin):
    """Adds them, as soon as the bases of their class are known."""

    def get_customize_class_mro_hook(self, fullname: str) -> Callable[[ClassDefContext], None] | None:
        """What mypy asks about every class."""
        return _give if fullname in GIVEN else None


def _give(context: ClassDefContext) -> None:
    info = context.cls.info
    for name in GIVEN[info.fullname]:
        given = Var(name, AnyType(TypeOfAny.explicit))
        given.info = info
        info.names.setdefault(name, SymbolTableNode(MDEF, given))


def plugin(_version: str) -> type[Plugin]:
    """What mypy asks for."""
    return GivenAttributes
