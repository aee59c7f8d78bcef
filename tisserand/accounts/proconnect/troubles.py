"""What may go wrong on the way to the provider and back: each told in one plain page, with a way back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus
from typing import Any

import structlog
from allauth.socialaccount.providers.base import ProviderException
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tisserand.accounts.identity import provider_label
from tisserand.accounts.idle import is_locked

log = structlog.get_logger("tisserand.accounts")


class Reason(Enum):
    """Why it did not go through; the value is what the log keeps."""

    CANCELLED = "cancelled"
    DOWN = "provider down"
    EXPIRED = "expired or already used"
    UNTRUSTED = "not verified"
    CLOCK = "clocks disagree"
    LEVEL = "level of assurance"
    STRANGER = "no account"
    ADDRESS = "invitation of another address"
    SIRET = "another organisation"
    OTHER_PERSON = "another identity"
    TAKEN = "identity of another account"
    NOT_NEW = "no new proof"
    LOCKED = "locked meanwhile"


@dataclass(frozen=True)
class Words:
    """What the page says, a paragraph a line; `{label}` is the name of the provider."""

    title: str
    text: str
    status: HTTPStatus = (
        HTTPStatus.BAD_REQUEST
    )  # not 403: whoever has no organisation would be told of that instead


NOTHING_DONE = "Rien n’a été changé ici."
WORDS = {
    Reason.CANCELLED: Words(
        "Le passage par {label} s’est arrêté",
        f"Vous y avez renoncé, ou {{label}} n’a pas voulu continuer. {NOTHING_DONE} "
        "Vous pouvez réessayer, ou faire autrement.",
    ),
    Reason.DOWN: Words(
        "{label} ne répond pas",
        "La panne est chez {label}, pas chez vous. Réessayez dans quelques minutes ; "
        "si vous avez un mot de passe ou une clé d’accès, ils fonctionnent toujours.",
        HTTPStatus.SERVICE_UNAVAILABLE,
    ),
    Reason.EXPIRED: Words(
        "Ce passage par {label} n’est plus valable",
        f"Il a duré trop longtemps, il a déjà servi, ou il a commencé dans un autre navigateur. {NOTHING_DONE} "
        "Recommencez depuis le début.",
    ),
    Reason.UNTRUSTED: Words(
        "La réponse de {label} n’a pas pu être vérifiée",
        f"Par prudence, elle n’est pas utilisée. {NOTHING_DONE} Si cela recommence, prévenez la personne "
        "qui administre Tisserand dans votre structure : c’est un réglage, ou une tentative de fraude.",
        HTTPStatus.BAD_GATEWAY,
    ),
    Reason.CLOCK: Words(
        "L’heure de {label} et celle de Tisserand ne sont pas les mêmes",
        f"La réponse reçue paraît venir d’un autre moment. {NOTHING_DONE} Prévenez la personne "
        "qui administre Tisserand : l’horloge du serveur est à remettre à l’heure.",
        HTTPStatus.BAD_GATEWAY,
    ),
    Reason.LEVEL: Words(
        "Votre identité {label} n’est pas assez vérifiée",
        "Tisserand demande ici un niveau de vérification que votre passage par {label} n’a pas atteint. "
        "Recommencez en activant la double vérification chez {label}, ou connectez-vous autrement.",
    ),
    Reason.STRANGER: Words(
        "{label} vous connaît, Tisserand pas encore",
        "Aucun compte n’est lié à cette identité.\n"
        "Vous avez déjà un compte ? Connectez-vous comme d’habitude, puis liez {label} depuis « Mon compte ».\n"
        "Vous avez reçu une invitation ? Ouvrez le lien du message : il propose {label}.\n"
        "Sinon, demandez une invitation à la personne qui administre Tisserand dans votre structure.",
    ),
    Reason.ADDRESS: Words(
        "L’invitation a été envoyée à une autre adresse",
        f"L’adresse que {{label}} donne pour vous n’est pas celle de l’invitation. {NOTHING_DONE} Rouvrez le lien "
        "du message et choisissez un mot de passe : vous lierez ensuite {label} depuis « Mon compte ». "
        "Ou demandez une invitation à votre adresse {label}.",
    ),
    Reason.SIRET: Words(
        "{label} vous situe dans une autre structure",
        f"{NOTHING_DONE} Si c’est bien là que vous travaillez, ouvrez le lien de votre invitation et choisissez "
        "un mot de passe : vous lierez ensuite {label} depuis « Mon compte ». Sinon, parlez-en à la personne "
        "qui administre Tisserand dans cette structure.",
    ),
    Reason.OTHER_PERSON: Words(
        "Ce n’est pas l’identité de ce compte",
        "Vous êtes passé·e par {label} avec une autre identité que celle liée à ce compte. "
        f"{NOTHING_DONE} Recommencez avec la bonne, ou prouvez autrement que c’est vous.",
    ),
    Reason.TAKEN: Words(
        "Cette identité ouvre déjà un autre compte",
        f"Une identité {{label}} n’ouvre qu’un compte. {NOTHING_DONE} Si les deux comptes sont à vous, déliez-la "
        "d’abord depuis l’autre ; sinon, prévenez la personne qui administre Tisserand dans votre structure.",
    ),
    Reason.NOT_NEW: Words(
        "{label} n’a pas vérifié de nouveau que c’est vous",
        "Il a répondu d’après une connexion plus ancienne, ce qui ne suffit pas ici. Recommencez ; si cela dure, "
        "ajoutez à votre compte une clé d’accès ou un mot de passe.",
    ),
    Reason.LOCKED: Words(
        "L’écran s’est verrouillé entre-temps",
        f"{NOTHING_DONE} Déverrouillez-le, puis recommencez.",
        HTTPStatus.LOCKED,
    ),
}


class ProviderTrouble(ProviderException):
    """The way through the provider stops here; `more` completes the page."""

    def __init__(self, reason: Reason, *, more: str = "") -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.more = more


def trouble_page(request: HttpRequest, reason: Reason, *, more: str = "") -> HttpResponse:
    """Say it; the log keeps the reason and nobody's name."""
    log.warning("provider trouble", reason=reason.value)
    words, label = WORDS[reason], provider_label()
    context: dict[str, Any] = {
        "title": words.title.format(label=label),
        "paragraphs": words.text.format(label=label).split("\n"),
        "more": more,
        **_way_back(request),
    }
    return render(request, "accounts/provider_trouble.html", context, status=words.status)


def _way_back(request: HttpRequest) -> dict[str, str]:
    if not request.user.is_authenticated:
        return {"back": reverse("account_login"), "back_words": "Revenir à la page de connexion"}
    if is_locked(request):
        return {"back": reverse("accounts:unlock"), "back_words": "Revenir à l’écran verrouillé"}
    return {"back": reverse("accounts:profile"), "back_words": "Revenir à mon compte"}
