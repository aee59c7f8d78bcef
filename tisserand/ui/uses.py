"""A component's template: what it declares, how it is drawn; and its use in another's template."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from django.template.base import Template
from django.template.context import Context
from django.template.loader import select_template
from django.utils.safestring import SafeString
from django_cotton.templatetags import Attrs, UnprocessableDynamicAttr
from django_cotton.templatetags._component import _MISSING as UNSAID
from django_cotton.templatetags._component import AttrKind, CottonComponentNode, PreparedAttr
from django_cotton.templatetags._vars import CottonVarsNode

from tisserand.ui.parts import MISSING, Scope, Worked, found, names_of, put_together, read, used_by

FIXED = (AttrKind.BOOLEAN, AttrKind.STATIC)
# These are drawn in few ways, said by our own templates; the others may hold the words of someone.
KEPT_AS_DRAWN = frozenset({"icon", "sign"})
MOST_KEPT = 2_000
ALWAYS_THERE = frozenset({"attrs", "slot"})


class Around(NamedTuple):
    """Where a component is used: the page's frame, what django-cotton keeps for the page, and the context there."""

    frame: Any
    data: Any
    context: Callable[[], Context]


class Drawing:
    """A component's template: what it declares in its `<c-vars>`, and its parts."""

    def __init__(self, template: Template, name: str) -> None:
        self.template = template
        self.drawn: dict[Any, SafeString] = {}
        self._is_kept = name in KEPT_AS_DRAWN
        nodes = [node for node in template.nodelist if isinstance(node, CottonVarsNode)]
        declared = [var for node in nodes for var in node._prepared_vars]
        self.defaults = {var.accessible_key: _default(var) for var in declared if _default(var) is not UNSAID}
        self.worked_out = [var for var in declared if _default(var) is UNSAID]
        self.names = {var.exclude_key for var in declared} | {
            name for node in nodes for name in node.empty_vars
        }
        self.names.add("is")
        self.parts = read(template.nodelist)

    @property
    def is_steady(self) -> bool:
        """Whether it looks at nothing but its parameters."""
        used = used_by(self.parts)
        known = {name.replace("-", "_") for name in self.names} | ALWAYS_THERE
        known |= {part.kept_as for part in self.parts if isinstance(part, Worked)}
        return used is not None and not self.worked_out and used <= known

    def key_of(self, attrs: dict[str, Any], slot: str) -> Any:
        """By what a drawing of it is kept; None when it is not."""
        if not self._is_kept or slot or not all(isinstance(value, str | bool) for value in attrs.values()):
            return None
        # Escaped or not, two texts that look the same are not drawn the same.
        return tuple((name, type(value), value) for name, value in attrs.items())

    def keep(self, key: Any, drawn: SafeString) -> None:
        """Keep a drawing under its key."""
        if key is not None:
            if len(self.drawn) >= MOST_KEPT:
                self.drawn.clear()
            self.drawn[key] = drawn

    def values(
        self, context: Callable[[], Context], attrs: dict[str, Any], slots: dict[str, Any]
    ) -> dict[str, Any]:
        """The parameters: defaults of what was not given, slots, attributes."""
        values = dict(self.defaults)
        for var in self.worked_out:
            if var.exclude_key in attrs or var.exclude_key in slots:
                continue
            if var.kind == AttrKind.ESCAPED:
                values[var.accessible_key] = var.compiled.render(context())
                continue
            try:
                values[var.accessible_key] = var.compiled.resolve(context())
            except UnprocessableDynamicAttr:
                if var.kind == AttrKind.UNQUOTED:
                    values[var.accessible_key] = var.value
        values.update(slots)
        for name, value in attrs.items():
            values[name.replace("-", "_") if "-" in name else name] = value
        return values


def _default(var: Any) -> Any:
    """A default that is written there; `UNSAID` when it is to be worked out."""
    if var.kind == AttrKind.STATIC:
        return var.value
    return UNSAID if var.kind == AttrKind.ESCAPED else var.compiled._literal


_drawings: WeakKeyDictionary[Template, Drawing] = WeakKeyDictionary()


def drawing_of(name: str) -> Drawing:
    template = select_template(CottonComponentNode._candidate_template_paths(name, None)).template
    if template not in _drawings:
        _drawings[template] = Drawing(template, name)
    return _drawings[template]


class Use:
    """A component used in another's template."""

    def __init__(self, node: Any) -> None:
        self.node = node
        self.given = [(attr.key, Given(attr)) for attr in node._prepared_attrs]
        self.slot = read(node.nodelist)
        self._is_asked = False

    @property
    def uses(self) -> frozenset[str] | None:
        """What its parameters look at, if it looks at nothing else itself."""
        if self._is_asked:  # a component that holds itself
            return None
        self._is_asked = True
        used = (
            used_by([*(given for _, given in self.given), *self.slot])
            if self.node.drawing.is_steady
            else None
        )
        self._is_asked = False
        return used

    def draw(self, scope: Scope) -> str:
        """Draw it."""
        node = self.node
        if node._once_for_all is not None:
            return node._once_for_all
        attrs = {name: value for name, given in self.given if (value := given.value(scope)) is not MISSING}
        slot = put_together(self.slot, scope)
        around = Around(scope.frame, scope.values["cotton_data"], lambda: scope.context)
        return node.draw(Attrs(attrs), {}, slot, around)


class Given:
    """An attribute of a component used in another's template."""

    def __init__(self, attr: PreparedAttr) -> None:
        self.attr = attr
        self.parts = read(attr.compiled.nodelist) if attr.kind == AttrKind.ESCAPED and attr.compiled else None
        variable = getattr(attr.compiled, "_variable", None)
        self.names = names_of(variable) if variable else ()

    @property
    def uses(self) -> frozenset[str] | None:
        """The names it looks at."""
        if self.attr.kind in FIXED:
            return frozenset()
        if self.parts is not None:
            return used_by(self.parts)
        return frozenset(self.names[:1]) if self.names else None

    def value(self, scope: Scope) -> Any:
        """What it is worth; `MISSING` when that cannot be known."""
        if self.attr.kind in FIXED or not self.attr.compiled:
            return self.attr.value
        if self.parts is not None:
            return put_together(self.parts, scope)
        known = found(scope, self.names) if self.names else MISSING
        if known is not MISSING and not isinstance(known, Attrs):
            return known
        try:
            return self.attr.compiled.resolve(scope.context)
        except UnprocessableDynamicAttr:
            return self.attr.value if self.attr.kind == AttrKind.UNQUOTED else MISSING
