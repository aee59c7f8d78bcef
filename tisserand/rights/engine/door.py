"""The way in: the engine is heavy and may be absent, so it is imported here, when it is asked for, not before."""

from __future__ import annotations

import logging
from importlib import import_module
from typing import Any

from tisserand.rights.trouble import unavailable


def open_engine() -> Any:
    """The module `work`, the rules read (some seconds the first time); raises EngineUnavailable."""
    # A library of OpenFisca says on each start how many threads it takes.
    logging.getLogger("numexpr").setLevel(logging.WARNING)
    try:
        engine = import_module("tisserand.rights.engine.work")
        engine.warm_up()
    except ImportError as error:
        raise unavailable(f"OpenFisca n’est pas installé ({error.name or error})") from error
    except Exception as error:
        raise unavailable(f"OpenFisca ne démarre pas ({type(error).__name__})") from error
    return engine
