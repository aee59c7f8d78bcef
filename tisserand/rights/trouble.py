"""When rights cannot be computed: said to whoever asked, in a sentence, and nothing else stops."""

UNAVAILABLE = "Le moteur de calcul des droits n’est pas disponible\u00a0: {reason}. Tout le reste fonctionne."


class EngineUnavailable(Exception):
    """OpenFisca is not installed, does not start, or fell while computing; `str()` is a sentence for people."""


def unavailable(reason: str) -> EngineUnavailable:
    """The exception to raise, its sentence made from a reason in a few words."""
    return EngineUnavailable(UNAVAILABLE.format(reason=reason))
