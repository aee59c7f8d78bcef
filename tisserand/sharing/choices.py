"""The words of sharing: about what, how far, by what right, how someone said yes (standards/02 §8)."""

from django.db import models


class Topic(models.TextChoices):
    """Life domains (*thèmes*)."""

    HOUSING = "housing", "logement"
    FOOD_ENERGY = "food_energy", "alimentation, énergie"
    MONEY = "money", "budget, dettes"
    RIGHTS = "rights", "droits, démarches"
    HEALTH = "health", "santé"
    MENTAL_HEALTH = "mental_health", "santé psychique"
    WORK = "work", "emploi"
    TRAINING = "training", "formation"
    FAMILY = "family", "famille, parentalité"
    SOCIAL_TIES = "social_ties", "lien social"
    MOBILITY = "mobility", "mobilité"
    DIGITAL = "digital", "numérique"
    LANGUAGE = "language", "langue, lecture"
    SAFETY = "safety", "protection, violences"
    CARING = "caring", "aidance"
    JUSTICE = "justice", "justice"


class Expression(models.TextChoices):
    """How someone said yes."""

    SPOKEN = "spoken", "de vive voix"
    SIGNED = "signed", "par signature"
    ELECTRONIC = "electronic", "par voie électronique"
    REPRESENTATIVE = "representative", "par son ou sa représentant·e"


class ShareLevel(models.IntegerChoices):
    """How far an agreement goes; each level holds those before it. The numbers are compared, and kept."""

    KNOWS = 10, "savoir que la personne est accompagnée, et par qui"
    ACCOUNT = 20, "l’essentiel, pour ne pas tout redire"
    PLAN = 30, "l’essentiel et le projet"
    NOTES = 40, "l’essentiel, le projet et les notes choisies"


class Basis(models.TextChoices):
    """By what right something is shared."""

    CONSENT = "consent", "l’accord de la personne"
    CARE_TEAM = "care_team", "la même équipe de soins"  # CSP L.1110-4 III, L.1110-12
    DIFFICULTIES = "difficulties", "l’aggravation de difficultés sociales"  # CASF L.121-6-2
    CHILD_PROTECTION = "child_protection", "la protection de l’enfance"  # CASF L.226-2-2
    LEGAL_DUTY = "legal_duty", "une obligation légale"
    DANGER = "danger", "un danger"  # Code pénal 226-14


class ConsentState(models.TextChoices):
    DRAFT = "draft", "en préparation"
    GIVEN = "given", "donné"
    REFUSED = "refused", "refusé"
    WITHDRAWN = "withdrawn", "retiré"


class InformedHow(models.TextChoices):
    """How the person was told beforehand what would be shared and with whom (CSP D.1110-3-1)."""

    EXPLAINED = "explained", "expliqué de vive voix"
    INTERPRETED = "interpreted", "expliqué avec un·e interprète"
    READ = "read", "lu ensemble"
    EASY = "easy", "expliqué en facile à lire"
    REMOTE = "remote", "expliqué à distance"


class Notice(models.TextChoices):
    """What the person was handed (CSP D.1110-3-2)."""

    PRINTED = "printed", "la notice imprimée"
    ELECTRONIC = "electronic", "la notice par voie électronique"
    DECLINED = "declined", "la notice a été proposée, la personne n’en a pas voulu"


class ItemKind(models.TextChoices):
    """What is chosen one by one."""

    NOTE = "note", "note"
    DOCUMENT = "document", "document"


class BlockReach(models.TextChoices):
    """How far one block of the essential account may go."""

    TEAM = "team", "notre structure seulement"
    SHAREABLE = "shareable", "partageable selon les accords"


class ProposalState(models.TextChoices):
    PROPOSED = "proposed", "à lire"
    ACCEPTED = "accepted", "reprise"
    DECLINED = "declined", "non reprise"


class JoinState(models.TextChoices):
    """What became of a request made with a sharing code."""

    ASKED = "asked", "en attente"
    ANSWERED = "answered", "un accord se prépare"
    DECLINED = "declined", "sans suite"


class UnusualKind(models.TextChoices):
    """Why a reading is put before whoever administers."""

    MANY = "many", "beaucoup de personnes en une heure"
    NIGHT = "night", "la nuit ou le dimanche"
    SAME_NAME = "same_name", "une personne qui porte son nom de famille"


class MemberKind(models.TextChoices):
    """Who stands around someone."""

    PROFESSIONAL = "professional", "professionnel·le du social"
    HEALTH = "health", "soignant·e"
    SCHOOL = "school", "école, formation"
    LANDLORD = "landlord", "bailleur, logement"
    EMPLOYER = "employer", "employeur"
    GUARDIAN = "guardian", "mandataire judiciaire"
    CARER = "carer", "aidant·e"
    RELATIVE = "relative", "proche"
    VOLUNTEER = "volunteer", "bénévole"
    PEER = "peer", "médiateur·trice pair·e"
    OTHER = "other", "autre"


# Of those without an account, whose trade binds them to professional secrecy (code pénal 226-13): a landlord, an
# employer, a relative are asked to keep it to themselves, which is not the same.
BOUND_TO_SECRECY = frozenset({MemberKind.PROFESSIONAL, MemberKind.HEALTH, MemberKind.GUARDIAN})


class Ring(models.IntegerChoices):
    """How close someone stands, as the person says it."""

    CLOSE = 1, "tout près"
    AROUND = 2, "autour"
    FURTHER = 3, "plus loin"


class Channel(models.TextChoices):
    """How a link, or its code, reaches whoever it is for. Never both by the same way, unless given in person."""

    HAND = "hand", "en main propre, sur papier"
    POST = "post", "par courrier"
    PHONE = "phone", "de vive voix, au téléphone"
    SMS = "sms", "par SMS"
    EMAIL = "email", "par courriel"


class GuestEnd(models.TextChoices):
    """Why a link leads nowhere any more."""

    REVOKED = "revoked", "révoqué"
    ATTACHED = "attached", "remplacé par un compte"


class GuestWord(models.TextChoices):
    """What is said through a link, or in answer."""

    MESSAGE = "message", "message"
    ANSWER = "answer", "réponse"
    WITHDRAWAL = "withdrawal", "accord retiré par la personne"
    OBJECTION = "objection", "désaccord"
    ATTACHED = "attached", "rattaché à un compte"
