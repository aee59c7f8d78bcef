"""A referral as its pages show it: where it stands in a word, in a sentence for the person, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tisserand.coordination.models import Referral
from tisserand.coordination.referral_choices import Gesture, ReferralState, Side, possible
from tisserand.ui.templatetags.words import date_fr

State = ReferralState

# Each gesture of whoever receives: its word in an address, on a button, its icon.
SLUGS = {
    "prendre": Gesture.RECEIVE,
    "accepter": Gesture.ACCEPT,
    "demander": Gesture.ASK_MORE,
    "rediriger": Gesture.REDIRECT,
    "refuser": Gesture.REFUSE,
    "commencer": Gesture.START,
    "terminer": Gesture.END,
}
BUTTONS = {
    Gesture.RECEIVE: ("Prendre en charge", "hand-index"),
    Gesture.ACCEPT: ("Accepter", "check-lg"),
    Gesture.ASK_MORE: ("Demander ce qui manque", "question-circle"),
    Gesture.REDIRECT: ("Adresser ailleurs", "signpost-split"),
    Gesture.REFUSE: ("Refuser", "x-lg"),
    Gesture.START: ("C’est commencé", "play"),
    Gesture.END: ("C’est terminé", "flag"),
}


@dataclass(frozen=True)
class Look:
    """A chip: tone, icon, words."""

    tone: str
    icon: str
    words: str


_LOOKS = {
    State.PREPARING: Look("neutral", "pencil", "en préparation"),
    State.SENT: Look("ochre", "send", "envoyée"),
    State.RECEIVED: Look("teal", "envelope-open", "prise en charge"),
    State.TO_COMPLETE: Look("ochre", "question-circle", "à compléter"),
    State.ACCEPTED: Look("teal", "check-lg", "acceptée"),
    State.REFUSED: Look("terracotta", "x-lg", "refusée"),
    State.REDIRECTED: Look("plum", "signpost-split", "à adresser ailleurs"),
    State.STARTED: Look("teal", "play", "commencée"),
    State.ENDED: Look("neutral", "flag", "terminée"),
    State.REVOKED: Look("neutral", "slash-circle", "retirée"),
    State.EXPIRED: Look("terracotta", "hourglass-split", "restée sans réponse"),
}


def look_of(referral: Referral, today: date | None = None) -> Look:
    """Where it stands, in a chip; late when the expected day is past."""
    if today is not None and referral.is_late(today):
        return Look("terracotta", "clock", "en retard")
    return _LOOKS[State(referral.state)]


def look_there(referral: Referral, today: date) -> Look:
    """The same, for those who receive it: what was sent there is new to them."""
    look = look_of(referral, today)
    return Look("ochre", "inbox", "nouvelle") if look is _LOOKS[State.SENT] else look


@dataclass(frozen=True)
class Button:
    """One gesture that is possible now."""

    slug: str
    label: str
    icon: str
    is_main: bool


def buttons_of(referral: Referral, side: Side) -> list[Button]:
    """What the receiver may answer now, or what may be noted for them."""
    open_now = possible(referral.state, side)
    main = Gesture.ACCEPT if Gesture.ACCEPT in open_now else Gesture.START
    return [
        Button(slug, *BUTTONS[gesture], is_main=gesture == main)
        for slug, gesture in SLUGS.items()
        if gesture in open_now
    ]


def standing_words(referral: Referral, today: date) -> list[str]:
    """« Où en est ma demande », in short sentences, for the person."""
    to = referral.to_name
    sent = f"Votre demande est partie le {date_fr(referral.sent_at, 'year')}." if referral.sent_at else ""
    day = date_fr(referral.answer_by, "full")
    said = {
        State.PREPARING: ["Rien n’est encore parti.", "Rien ne partira sans vous."],
        State.SENT: [sent, f"{to} doit répondre pour le {day}."],
        State.RECEIVED: [sent, f"{to} l’a reçue et l’étudie.", f"La réponse est attendue pour le {day}."],
        State.TO_COMPLETE: [sent, f"{to} demande quelque chose en plus.", "Nous nous en occupons avec vous."],
        State.ACCEPTED: [sent, f"{to} a dit oui."],
        State.REFUSED: [
            sent,
            f"{to} a dit non.",
            "Ce n’est pas la fin : nous cherchons autre chose avec vous.",
        ],
        State.REDIRECTED: [sent, f"{to} propose de s’adresser ailleurs.", "Nous en parlons avec vous."],
        State.STARTED: [sent, f"Cela a commencé avec {to}."],
        State.ENDED: [sent, f"C’est terminé avec {to}."],
        State.REVOKED: [sent, "Elle a été retirée.", f"{to} ne la lit plus."],
        State.EXPIRED: [sent, f"{to} n’a pas répondu.", "Nous cherchons autre chose avec vous."],
    }[State(referral.state)]
    if referral.is_late(today):
        said = [
            sent,
            f"{to} devait répondre pour le {day}, et ne l’a pas fait.",
            "Nous relançons, ou cherchons ailleurs.",
        ]
    return [sentence for sentence in said if sentence]
