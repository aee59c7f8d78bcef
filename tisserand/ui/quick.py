"""Templates drawn at less cost: what Django tries for each variable, each time, tried only where it is of use.

Same templates, same results. Once a template is read, its variables look straight where values are nearly always found
(a name of the page, then attributes or keys); whatever else happens is left to Django, from the start.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from django.template import Template, VariableDoesNotExist
from django.template.base import (
    FilterExpression,
    Node,
    NodeList,
    Variable,
    VariableNode,
    render_value_in_context,
)
from django.template.context import BaseContext, Context
from django.template.defaulttags import (
    CycleNode,
    ForNode,
    IfChangedNode,
    IfNode,
    ResetCycleNode,
    TemplateLiteral,
    URLNode,
    WithNode,
)
from django.template.library import SimpleNode
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode, construct_relative_path
from django.template.loaders import cached
from django.template.smartif import TokenBase
from django.utils.safestring import SafeData, SafeString, mark_safe
from django.utils.timezone import template_localtime  # type: ignore[attr-defined]

from tisserand.ui.parts import READERS

_has_keys: dict[type, bool] = {}  # whether `value["name"]` may mean something


class Loader(cached.Loader):
    """Keeps each template, quickened."""

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        """The template, read once."""
        is_known = self.cache_key(template_name, skip) in self.get_template_cache
        template: Template = super().get_template(template_name, skip)
        if not is_known:
            quicken(template.nodelist)
        return template


def quicken(nodes: NodeList) -> None:
    """Have the variables of these nodes look straight."""
    for node in nodes.get_nodes_by_type(VariableNode):
        node.__class__ = QuickVariableNode
        _quicken_expression(node.filter_expression)  # type: ignore[attr-defined]
    for node in nodes.get_nodes_by_type(IfNode):
        for condition, _ in node.conditions_nodelists:  # type: ignore[attr-defined]
            _quicken_condition(condition)
    for node in nodes.get_nodes_by_type(IncludeNode):
        node.__class__ = QuickIncludeNode
    for node in nodes.get_nodes_by_type(Node):
        for expression in _given_to(node):
            _quicken_expression(expression)


def _given_to(node: Any) -> Iterator[FilterExpression]:
    """What a tag of Django's, or a simple one of ours, is given."""
    if isinstance(node, ForNode):
        yield node.sequence
    if isinstance(node, IncludeNode | WithNode):
        yield from node.extra_context.values()
    if isinstance(node, URLNode | SimpleNode):
        yield from (*node.args, *node.kwargs.values())


def _quicken_condition(condition: TokenBase | None) -> None:
    if isinstance(condition, TemplateLiteral):
        _quicken_expression(condition.value)  # type: ignore[arg-type]
    elif condition is not None:
        _quicken_condition(condition.first)
        _quicken_condition(condition.second)


def _quicken_expression(expression: FilterExpression) -> None:
    expression.__class__ = QuickExpression
    if expression.is_var:
        quicken_variable(expression.var)
    for _, arguments in expression.filters:
        for is_variable, argument in arguments:
            if is_variable:
                quicken_variable(argument)


def quicken_variable(variable: Variable) -> None:
    """Have this one look straight."""
    variable.__class__ = QuickVariable


class QuickVariable(Variable):
    """`name.attribute.key`."""

    __slots__ = ()

    def resolve(self, context: Any) -> Any:
        """Its value; where it is not plain, what Django says of it."""
        bits = self.lookups
        scopes = getattr(context, "dicts", None)
        if bits is None or scopes is None:
            return super().resolve(context)
        first = bits[0]
        for scope in reversed(scopes):
            if first in scope:
                break
        else:
            return super().resolve(context)
        value = scope[first]
        try:
            value = _called(value) if callable(value) else value
            for bit in bits[1:]:
                value = _within(value, bit)
                value = _called(value) if callable(value) else value
        except Exception:  # missing, or a mistake: Django knows what each is worth
            return super().resolve(context)
        return value


def _within(value: Any, bit: str) -> Any:
    kind = type(value)
    has_keys = _has_keys.get(kind)
    if has_keys is None:
        has_keys = _has_keys[kind] = hasattr(kind, "__getitem__")
    if has_keys:
        try:
            return value[bit]
        except (TypeError, AttributeError, KeyError, ValueError, IndexError):
            if isinstance(value, BaseContext):
                raise
    return getattr(value, bit)


def _called(value: Any) -> Any:
    if getattr(value, "do_not_call_in_templates", False):
        return value
    if getattr(value, "alters_data", False):
        raise VariableDoesNotExist("not from a template")
    return value()


class QuickExpression(FilterExpression):
    """`variable|filter:argument`."""

    __slots__ = ()

    def resolve(self, context: Any, ignore_failures: bool = False) -> Any:
        """Its value, filtered."""
        if not self.is_var:
            value = self.var
        else:
            try:
                value = self.var.resolve(context)
            except VariableDoesNotExist:
                return super().resolve(context, ignore_failures)
        for function, arguments in self.filters:
            value = _filtered(function, value, arguments, context)
        return value


def _filtered(function: Any, value: Any, arguments: list[Any], context: Context) -> Any:
    given = [
        argument.resolve(context) if is_variable else _safe(argument) for is_variable, argument in arguments
    ]
    if getattr(function, "expects_localtime", False):
        value = template_localtime(value, context.use_tz)
    if getattr(function, "needs_autoescape", False):
        said = function(value, *given, autoescape=context.autoescape)
    else:
        said = function(value, *given)
    is_kept_safe = getattr(function, "is_safe", False) and isinstance(value, SafeData)
    return mark_safe(said) if is_kept_safe else said


def _safe(written: Any) -> Any:
    """What a template says itself: a text or a number."""
    kind = type(written)
    if kind is SafeString:
        return written
    return SafeString(written) if kind is str else mark_safe(written)


class QuickVariableNode(VariableNode):
    """`{{ variable }}`."""

    child_nodelists = ()

    def render(self, context: Context) -> str:
        """Its words, escaped."""
        try:
            value = self.filter_expression.resolve(context)
        except UnicodeDecodeError:
            return ""
        kind = type(value)
        if kind is SafeString:
            return value
        if kind is str:
            return escape(value) if context.autoescape else value
        return render_value_in_context(value, context)


class QuickIncludeNode(IncludeNode):
    """`{% include "a template named there" %}`: found once, drawn in the page's own context.

    Django finds it again and sets up a state of its own at each use, which only some tags look at (`STATEFUL`).
    """

    _found: NodeList | None = None
    _is_looked_for = False

    def render(self, context: Context) -> SafeString:
        """The same as Django's; in the same way where it may matter."""
        if not self._is_looked_for:
            self._is_looked_for = True
            self._found = self._find(context)
        if self._found is None:
            return super().render(context)
        with context.push(**{name: value.resolve(context) for name, value in self.extra_context.items()}):
            return self._found.render(context)

    def _find(self, context: Context) -> NodeList | None:
        named = self.template
        is_named = not named.is_var and not named.filters and isinstance(named.var, str)
        engine = context.template.engine  # type: ignore[union-attr]
        if not is_named or self.isolated_context or engine.debug:
            return None
        nodes = engine.get_template(
            construct_relative_path(str(self.origin.template_name), named.var)
        ).nodelist
        return None if any(nodes.get_nodes_by_type(kind) for kind in STATEFUL) else nodes


STATEFUL: tuple[type[Node], ...] = (ExtendsNode, BlockNode, CycleNode, ResetCycleNode, IfChangedNode)
READERS[QuickVariableNode] = READERS[VariableNode]
