"""Components drawn at less cost: what django-cotton does for each use of one, done once when the template is read.

Same tags, same results. A component's template is drawn from its parts (`ui.parts`); a use whose parameters are all
written in the template, and that looks at nothing else, is drawn once for all. Addresses whose arguments are ids are
written from their pattern, worked out once.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from django.template import Library
from django.template.base import Node, NodeList, Parser, TextNode, Token, VariableNode
from django.template.context import Context
from django.template.defaulttags import IfNode, URLNode, url
from django.template.library import SimpleNode
from django.urls import NoReverseMatch, reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django_cotton.templatetags import Attrs, InlineTemplate, UnprocessableDynamicAttr
from django_cotton.templatetags._component import (
    AttrKind,
    CottonComponentNode,
    cotton_component,
)
from django_cotton.templatetags._slot import CottonSlotNode
from django_cotton.utils import get_cotton_data

from tisserand.ui import parts
from tisserand.ui.parts import Reader, Scope, put_together
from tisserand.ui.quick import quicken, quicken_variable
from tisserand.ui.uses import FIXED, Around, Drawing, Use, drawing_of

register = Library()


class ComponentNode(CottonComponentNode):
    """A use of a component."""

    _prepared_attrs: list[Any]
    _drawing: Drawing | None = None
    _once_for_all: SafeString | None = None

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._prepared_attrs = [
            attr._replace(compiled=_plain(attr.compiled)) if attr.kind == AttrKind.ESCAPED else _direct(attr)
            for attr in self._prepared_attrs
        ]
        self._fixed = {attr.key: attr.value for attr in self._prepared_attrs if attr.kind in FIXED}
        self._moving = [attr for attr in self._prepared_attrs if attr.key not in self._fixed]
        is_plain = all(isinstance(node, TextNode) for node in self.nodelist)
        self._may_be_kept = is_plain and not self._moving

    @property
    def drawing(self) -> Drawing:
        """What it is drawn from."""
        if self._drawing is None:
            self._drawing = drawing_of(self.component_name)
        return self._drawing

    def render(self, context: Context) -> SafeString:
        """Draw it, with its parameters and the page's frame in sight."""
        if self._once_for_all is not None:
            return self._once_for_all
        if self.only or self.component_name == "component":
            return super().render(context)
        data = get_cotton_data(context)
        frame: dict[str, Any] = {"key": self.component_name, "attrs": Attrs({}), "slots": {}}
        data["stack"].append(frame)
        attrs, unknown = self._given(context)
        frame["attrs"]._attrs = attrs
        for name in unknown:
            frame["attrs"].unprocessable(name)
        slot = self.nodelist.render(context)
        around = Around(self._get_processor_snapshot(context), data, lambda: context)
        drawn = self.draw(frame["attrs"], frame["slots"], slot, around)
        data["stack"].pop()
        return drawn

    def draw(self, attrs: Attrs, slots: dict[str, Any], slot: SafeString, around: Around) -> SafeString:
        """Draw it with these parameters; what can only be drawn in one way is kept."""
        drawing = self.drawing
        key = drawing.key_of(attrs._attrs, slot)
        if key in drawing.drawn:
            return drawing.drawn[key]
        attrs._exclude_from_str = drawing.names
        values = drawing.values(around.context, attrs._attrs, slots)
        values["attrs"], values["slot"], values["cotton_data"] = attrs, slot, around.data
        drawn = put_together(drawing.parts, Scope(values, around.frame, drawing.template))
        drawing.keep(key, drawn)
        if self._may_be_kept:
            self._may_be_kept = False
            self._once_for_all = drawn if drawing.is_steady else None
        return drawn

    def _given(self, context: Context) -> tuple[dict[str, Any], list[str]]:
        """Its attributes, in the order in which they are written."""
        if not self._moving:
            return dict(self._fixed), []
        given: dict[str, Any] = {}
        unknown = []
        for attr in self._prepared_attrs:
            if attr.kind in FIXED:
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


STATELESS = (TextNode, VariableNode, IfNode, URLNode, SimpleNode)


class _Plain:
    """An attribute made of words, variables, choices and addresses: no state to set up around it."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        return self.nodelist.render(context)


def _direct(attr: Any) -> Any:
    if variable := getattr(attr.compiled, "_variable", None):
        quicken_variable(variable)
    return attr


def _plain(compiled: Any) -> Any:
    if isinstance(compiled, InlineTemplate):
        quicken(compiled.nodelist)
    is_plain = isinstance(compiled, InlineTemplate) and all(
        isinstance(node, STATELESS) and not getattr(node, "takes_context", False)
        for node in compiled.nodelist.get_nodes_by_type(Node)
    )
    return _Plain(compiled.nodelist) if is_plain else compiled


def _use(node: ComponentNode, read: Reader) -> Any:
    spreads = any(attr.key == "attrs" and attr.kind == AttrKind.DYNAMIC for attr in node._prepared_attrs)
    is_odd = node.only or node.component_name == "component" or spreads
    is_odd = is_odd or bool(node.nodelist.get_nodes_by_type(CottonSlotNode))
    return parts.Whatever(node) if is_odd else Use(node)


parts.READERS[ComponentNode] = _use


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
        if self.is_always_the_same:
            try:
                return self._said(_pattern(self.view_name.var, 0, ()), context)
            except NoReverseMatch:
                return super().render(context)
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
        return self._said(address, context)

    @cached_property
    def is_always_the_same(self) -> bool:
        """Whether nothing of it is left to the page."""
        return not (self.args or self.kwargs or self.view_name.is_var or self.view_name.filters)

    def _said(self, address: str, context: Context) -> str:
        if self.asvar:
            context[self.asvar] = address
            return ""
        return conditional_escape(address) if context.autoescape else address


@register.tag("url")
def address(parser: Parser, token: Token) -> AddressNode:
    """`{% url "name" id %}`."""
    node = url(parser, token)
    return AddressNode(node.view_name, node.args, node.kwargs, node.asvar)
