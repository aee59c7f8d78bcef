"""French words in templates: plurals, dates one says aloud, initials, no-break spaces."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.template.defaultfilters import date as format_date
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from tisserand.common import clock
from tisserand.common.ids import new_id
from tisserand.ui import panels as panel_registry
from tisserand.ui.pages import MoreThan

register = template.Library()

NO_BREAK = "\u00a0"
NARROW = "\u202f"
PARTICLES = {"de", "du", "des", "la", "le", "el", "ben"}


@register.filter
def plural(count: Any, forms: str) -> str:
    """`{{ 3|plural:"étape,étapes" }}` → « 3 étapes »; 0 and 1 are singular.

    A third form says zero in words: `"étape,étapes,aucune étape"`.
    """
    words = [form.strip() for form in forms.split(",")]
    number = len(count) if hasattr(count, "__len__") and not isinstance(count, str) else int(count or 0)
    if number == 0 and len(words) == 3:
        return words[2]
    shown = grouped(count if isinstance(count, MoreThan) else number)
    return f"{shown}{NO_BREAK}{words[0] if abs(number) < 2 else words[1]}"


@register.filter
def plural_word(count: Any, forms: str) -> str:
    """The word alone, agreed with the count: `{{ n|plural_word:"étape,étapes" }}`."""
    one, many = (form.strip() for form in forms.split(","))
    return one if abs(int(count or 0)) < 2 else many


@register.filter
def grouped(number: Any) -> str:
    """1234567 → « 1 234 567 », with narrow no-break spaces; « plus de 1 000 » where one stopped counting."""
    figures = f"{int(number):,}".replace(",", NARROW)
    return f"plus de {figures}" if isinstance(number, MoreThan) else figures


def _local_day(value: date | datetime) -> date:
    if isinstance(value, datetime):
        return clock.in_paris(value).date() if timezone.is_aware(value) else value.date()
    return value


@register.filter
def date_fr(value: date | datetime | None, style: str = "") -> str:
    """« 3 novembre » this year, « 3 novembre 2025 » otherwise.

    Styles: `short` « 3 nov. », `full` with the weekday, `time` with the hour, `year` always with the year (what leaves
    the screen is read much later).
    """
    if not value:
        return ""
    this_year = 0 if style == "year" else clock.today().year
    words = _day_words(_local_day(value), style, this_year)
    if style == "time" and isinstance(value, datetime):
        words += f" à {time_fr(value)}"
    return words


@lru_cache(maxsize=2000)
def _day_words(day: date, style: str, this_year: int) -> str:
    number = "1er" if day.day == 1 else str(day.day)
    month = format_date(day, "N" if style == "short" else "F")
    words = f"{number}{NO_BREAK}{month}"
    if day.year != this_year:
        words += f" {day.year}"
    return f"{format_date(day, 'l')} {words}" if style == "full" else words


@register.filter
def time_fr(value: datetime | Any) -> str:
    """« 9 h 30 », « 14 h »."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = clock.in_paris(value)
    minutes = f"{NO_BREAK}{value.minute:02}" if value.minute else ""
    return f"{value.hour}{NO_BREAK}h{minutes}"


@register.filter
def ago(value: date | datetime | None) -> str:
    """The distance from today as one says it: « hier », « il y a 3 jours », « dans 2 mois »."""
    if not value:
        return ""
    if isinstance(value, datetime):
        seconds = (clock.now() - value).total_seconds()
        if 0 <= seconds < 3600:
            minutes = int(seconds // 60)
            return f"il y a {minutes}{NO_BREAK}min" if minutes else "à l’instant"
    days = (clock.today() - _local_day(value)).days
    near = {0: "aujourd’hui", 1: "hier", 2: "avant-hier", -1: "demain", -2: "après-demain"}
    if days in near:
        return near[days]
    distance = _distance(abs(days))
    return f"il y a {distance}" if days > 0 else f"dans {distance}"


def _distance(days: int) -> str:
    if days < 21:
        return f"{days}{NO_BREAK}jours"
    if days < 60:
        return f"{days // 7}{NO_BREAK}semaines"
    if days < 730:
        return f"{round(days / 30.44)}{NO_BREAK}mois"
    return f"{days // 365}{NO_BREAK}ans"


@register.filter
def initials(name: Any) -> str:
    """« Nadia Belkacem » → NB, « Ana Roux-Morel » → AR, « Jean-Luc » → JL; particles do not count."""
    words = str(name or "").split()
    if len(words) == 1:
        words = [word for word in words[0].split("-") if word]
    kept = [word for word in words if word.lower() not in PARTICLES] or words
    letters = kept[:1] + kept[-1:] if len(kept) > 1 else kept
    return "".join(word[0] for word in letters).upper()


_BEFORE_COLON = re.compile(r"[ \u00a0]:(?=\s|$)")


@register.filter(is_safe=True)
def typo(value: Any) -> SafeString:
    """Give prose its French spacing: ’, no-break spaces inside « » and before : ; ! ? and %."""
    text = str(conditional_escape(value)).replace("&#x27;", "’").replace("'", "’")
    text = text.replace("« ", f"«{NO_BREAK}").replace(" »", f"{NO_BREAK}»")
    # A sign glued to a word is left alone when it closes an escaped entity (&amp;).
    text = re.sub(r" ([;!?])", NARROW + r"\1", text)
    text = _BEFORE_COLON.sub(f"{NO_BREAK}:", text)
    text = text.replace(" %", f"{NARROW}%").replace(" €", f"{NO_BREAK}€")
    return mark_safe(text)


@register.simple_tag
def once() -> SafeString:
    """The hidden one-time key of a form that creates something: a double click then acts once."""
    return format_html('<input type="hidden" name="_once" value="{}">', new_id())


@register.inclusion_tag("ui/_panels.html")
def panels(place: str, **kwargs: Any) -> dict[str, Any]:
    """`{% panels "dossier" dossier_id=dossier.pk %}`: fetch every panel registered for this place."""
    urls = []
    for panel in panel_registry.panels_of(place):
        try:
            urls.append(reverse(panel.url_name, kwargs=kwargs))
        except NoReverseMatch:
            continue
    return {"urls": urls}


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """The address's query with changes (None removes), for links that keep filters: `{% query page=2 %}`."""
    parameters = context["request"].GET.copy()
    for name, value in changes.items():
        parameters.pop(name, None)
        if value not in (None, ""):
            parameters[name] = value
    return f"?{parameters.urlencode()}"


@register.simple_tag(takes_context=True)
def changed_query(context: template.Context, changes: dict[str, Any]) -> str:
    """The same, where what changes is known only when the page is drawn."""
    return query(context, **({"page": None} | changes))


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """The value of a key known only when the page is drawn."""
    return mapping.get(key) if hasattr(mapping, "get") else None
