"""Components drawn at less cost: what django-cotton does for each use of one, done once when the template is read.

Same tags, same results. A component that is only its parameters (an icon) is even kept as it was drawn. Addresses whose
arguments are ids are written from their pattern, worked out once.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from uuid import UUID

from django.template import Library
from django.template.base import NodeList, Parser, Template, TextNode, Token, VariableNode
from django.template.context import Context
from django.template.defaulttags import URLNode, url
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django_cotton.templatetags import Attrs, InlineTemplate, UnprocessableDynamicAttr
from django_cotton.templatetags._component import AttrKind, CottonComponentNode, cotton_component
from django_cotton.templatetags._vars import CottonVarsNode
from django_cotton.utils import get_cotton_data

register = Library()

# These depend on nothing but their parameters, which come from our own templates; few and always the same.
KEPT_AS_DRAWN = frozenset({"icon", "sign"})
MOST_KEPT = 2_000
_drawn: dict[Any, SafeString] = {}


class Declared:
    """What a component's template declares in its `<c-vars>`."""

    def __init__(self, template: Template) -> None:
        nodes = [node for node in template.nodelist if isinstance(node, CottonVarsNode)]
        declared = [var for node in nodes for var in node._prepared_vars]
        self.defaults = {var.accessible_key: var.value for var in declared if var.kind == AttrKind.STATIC}
        self.worked_out = [var for var in declared if var.kind != AttrKind.STATIC]
        self.names = {var.exclude_key for var in declared} | {
            name for node in nodes for name in node.empty_vars
        }
        self.names.add("is")

    def values(self, context: Context, attrs: dict[str, Any], slots: dict[str, Any]) -> dict[str, Any]:
        """The defaults of what was not given."""
        values = dict(self.defaults)
        for var in self.worked_out:
            if var.exclude_key in attrs or var.exclude_key in slots:
                continue
            if var.kind == AttrKind.ESCAPED:
                values[var.accessible_key] = var.compiled.render(context)
                continue
            try:
                values[var.accessible_key] = var.compiled.resolve(context)
            except UnprocessableDynamicAttr:
                if var.kind == AttrKind.UNQUOTED:
                    values[var.accessible_key] = var.value
        return values


class ComponentNode(CottonComponentNode):
    """A use of a component."""

    _template: Template | None = None
    _declared: Declared
    _prepared_attrs: list[Any]

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._prepared_attrs = [
            attr._replace(compiled=_plain(attr.compiled)) if attr.kind == AttrKind.ESCAPED else attr
            for attr in self._prepared_attrs
        ]
        self._fixed = {
            attr.key: attr.value
            for attr in self._prepared_attrs
            if attr.kind in (AttrKind.BOOLEAN, AttrKind.STATIC)
        }
        self._moving = [attr for attr in self._prepared_attrs if attr.key not in self._fixed]

    def render(self, context: Context) -> SafeString:
        """Draw it, with its parameters and the page's frame in sight."""
        if self.only or self.component_name == "component":
            return super().render(context)
        stack = get_cotton_data(context)["stack"]
        frame: dict[str, Any] = {"key": self.component_name, "attrs": Attrs({}), "slots": {}}
        stack.append(frame)
        attrs, unknown = self._given(context)
        frame["attrs"]._attrs = attrs
        for name in unknown:
            frame["attrs"].unprocessable(name)
        slot = self.nodelist.render(context)
        key = self._key(attrs, slot)
        drawn = _drawn.get(key) if key else None
        if drawn is None:
            drawn = self._draw(context, frame, slot)
            if key:
                if len(_drawn) >= MOST_KEPT:
                    _drawn.clear()
                _drawn[key] = drawn
        stack.pop()
        return drawn

    def _given(self, context: Context) -> tuple[dict[str, Any], list[str]]:
        """Its attributes, in the order in which they are written."""
        if not self._moving:
            return dict(self._fixed), []
        given: dict[str, Any] = {}
        unknown = []
        for attr in self._prepared_attrs:
            if attr.key in self._fixed:
                given[attr.key] = attr.value
            elif attr.kind == AttrKind.ESCAPED:
                given[attr.key] = attr.compiled.render(context) if attr.compiled else attr.value
            else:
                try:
                    value = attr.compiled.resolve(context)
                except UnprocessableDynamicAttr:
                    if attr.kind == AttrKind.UNQUOTED:
                        given[attr.key] = attr.value
                    else:
                        unknown.append(attr.key)
                    continue
                if attr.key == "attrs" and attr.kind == AttrKind.DYNAMIC:
                    given.update(value)
                else:
                    given[attr.key] = value
        return given, unknown

    def _key(self, attrs: dict[str, Any], slot: str) -> Any:
        if self.component_name not in KEPT_AS_DRAWN or slot:
            return None
        if not all(isinstance(value, str | bool) for value in attrs.values()):
            return None
        # Escaped or not, two texts that look the same are not drawn the same.
        return self.component_name, tuple((name, type(value), value) for name, value in attrs.items())

    def _draw(self, context: Context, frame: dict[str, Any], slot: SafeString) -> SafeString:
        attrs = frame["attrs"]
        if self._template is None:
            self._template = self._get_cached_template(context, attrs)
            self._declared = Declared(self._template)
        attrs._exclude_from_str = self._declared.names
        state = self._declared.values(context, attrs._attrs, frame["slots"])
        state.update(frame["slots"])
        state.update(attrs.make_attrs_accessible())
        state |= {"attrs": attrs, "slot": slot, "cotton_data": context["cotton_data"]}
        inside = self._create_partial_context(context, state)
        # A context of its own, thrown away after: nothing to put back, as `Template.render` would.
        inside.template = inside.render_context.template = self._template
        inside.template_name = self._template.name
        return self._template.nodelist.render(inside)


class _Plain:
    """An attribute made of words and variables: no state to set up around it."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        return self.nodelist.render(context)


def _plain(compiled: Any) -> Any:
    is_plain = isinstance(compiled, InlineTemplate) and all(
        isinstance(node, TextNode | VariableNode) for node in compiled.nodelist
    )
    return _Plain(compiled.nodelist) if is_plain else compiled


@register.tag("cotton")
def component(parser: Parser, token: Token) -> ComponentNode:
    """`<c-name …>`, once django-cotton has read the template."""
    node = cotton_component(parser, token)
    return ComponentNode(node.component_name, node.nodelist, node.attrs, node.only, node.active_library)


# Addresses

_STAND_INS = [f"00000000-0000-4000-8000-{rank:012x}" for rank in range(1, 5)]


@lru_cache(maxsize=1000)
def _pattern(name: str, count: int, names: tuple[str, ...]) -> str:
    ids = [UUID(text) for text in _STAND_INS]
    return reverse(name, args=ids[:count] or None, kwargs=dict(zip(names, ids, strict=False)) or None)


class AddressNode(URLNode):
    """`{% url %}` where every argument is an id: the same pattern, other ids."""

    def render(self, context: Context) -> str:
        """The address, or what Django would answer."""
        args = [arg.resolve(context) for arg in self.args]
        kwargs = {name: value.resolve(context) for name, value in self.kwargs.items()}
        name = self.view_name.resolve(context)
        values = [*args, *kwargs.values()]
        if len(values) > len(_STAND_INS) or not all(isinstance(value, UUID) for value in values):
            return super().render(context)
        if args and kwargs:
            return super().render(context)
        try:
            address = _pattern(name, len(args), tuple(kwargs))
        except Exception:  # no such address, or a mistake: Django says which
            return super().render(context)
        for stand_in, value in zip(_STAND_INS, values, strict=False):
            address = address.replace(stand_in, str(value))
        if self.asvar:
            context[self.asvar] = address
            return ""
        return conditional_escape(address) if context.autoescape else address


@register.tag("url")
def address(parser: Parser, token: Token) -> AddressNode:
    """`{% url "name" id %}`."""
    node = url(parser, token)
    return AddressNode(node.view_name, node.args, node.kwargs, node.asvar)
