"""The floors of the house, as `.importlinter` gives them: which room stands on which."""

from __future__ import annotations

from configparser import ConfigParser

from django.apps import AppConfig, apps

from config.env import ROOT

HOUSE = "tisserand"


def _floors() -> list[list[str]]:
    """From the ground up; each floor is a list of rooms."""
    config = ConfigParser()
    config.read(ROOT / ".importlinter")
    lines = config["importlinter:contract:floors"]["layers"].split("\n")
    return [[room.strip(" ()") for room in line.split("|")] for line in reversed(lines) if line.strip()]


FLOOR = {room: height for height, rooms in enumerate(_floors()) for room in rooms}
ROOMS = [room for room in FLOOR if (ROOT / HOUSE / room / "__init__.py").exists()]


def may_lean_on(room: str, other: str) -> bool:
    """Whether `room` may name `other`: itself, or a room of a floor below."""
    return room == other or FLOOR[other] < FLOOR[room]


def room_apps() -> list[AppConfig]:
    """The Django applications of the house's rooms."""
    return [app for app in apps.get_app_configs() if app.name.startswith(f"{HOUSE}.") and app.label in FLOOR]
