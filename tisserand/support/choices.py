"""The words of the accompaniment (see the glossary; sources: standards/03 and /04)."""

from django.db import models

from tisserand.sharing.choices import Expression as Expression  # noqa: PLC0414 (passed on to this room)
from tisserand.sharing.choices import Topic as Topic  # noqa: PLC0414


class Phase(models.TextChoices):
    """Where an accompaniment has got to."""

    WELCOME = "welcome", "premier accueil"
    REQUEST = "request", "étude de la demande"
    ASSESSMENT = "assessment", "évaluation partagée"
    NEGOTIATION = "negotiation", "projet négocié"
    AGREEMENT = "agreement", "accord"
    ACTION = "action", "mise en œuvre"
    REVIEW = "review", "bilan"
    CLOSED = "closed", "fin"


class ClosingReason(models.TextChoices):
    GOALS_REACHED = "goals_reached", "objectifs atteints"
    AUTONOMY = "autonomy", "autonomie"
    RELAY = "relay", "relais à un partenaire"
    MOVED = "moved", "déménagement"
    PERSON_WISH = "person_wish", "souhait de la personne"
    LOST_CONTACT = "lost_contact", "perte de contact"
    END_OF_TERM = "end_of_term", "fin de mesure ou d’échéance"
    DEATH = "death", "décès"
    REDIRECTED = "redirected", "réorientation"
    OTHER = "other", "autre"


class Origin(models.TextChoices):
    """Where a request came from."""

    SPONTANEOUS = "spontaneous", "spontanée"
    RELATIVE = "relative", "un proche"
    PARTNER = "partner", "un partenaire"
    ASSOCIATION = "association", "une association"
    DEPARTMENT = "department", "le département"
    ELECTED = "elected", "un·e élu·e"
    SCHOOL = "school", "l’école"
    HEALTH = "health", "un·e soignant·e"
    LANDLORD = "landlord", "un bailleur"
    REPORT = "report", "le signalement d’un tiers"
    OTHER = "other", "autre"


class Priority(models.TextChoices):
    ORDINARY = "ordinary", "ordinaire"
    WATCH = "watch", "à suivre de près"
    URGENT = "urgent", "urgente"


class Channel(models.TextChoices):
    """How someone came to the first welcome."""

    DESK = "desk", "au guichet"
    PHONE = "phone", "par téléphone"
    EMAIL = "email", "par courriel"
    OUTREACH = "outreach", "hors les murs"
    LETTER = "letter", "par courrier"
    OTHER = "other", "autrement"


class WelcomeOutcome(models.TextChoices):
    """What a first welcome ends with."""

    ANSWERED = "answered", "réponse immédiate"
    INFORMED = "informed", "information donnée"
    APPOINTMENT = "appointment", "rendez-vous à prendre"
    URGENT = "urgent", "urgence"


class ItemKind(models.TextChoices):
    """What stands on the map of the situation."""

    DIFFICULTY = "difficulty", "difficulté"
    STRENGTH = "strength", "point d’appui"
    NEED = "need", "besoin profond"


class LinkKind(models.TextChoices):
    """How one thing on the map acts on another."""

    FEEDS = "feeds", "nourrit"
    WORSENS = "worsens", "aggrave"
    PROTECTS = "protects", "protège"


class GoalState(models.TextChoices):
    ACTIVE = "active", "en cours"
    REACHED = "reached", "atteint"
    SET_ASIDE = "set_aside", "mis de côté"


class StepState(models.TextChoices):
    PLANNED = "planned", "prévue"
    IN_PROGRESS = "in_progress", "en cours"
    ON_HOLD = "on_hold", "en attente"
    DONE = "done", "faite"
    ABANDONED = "abandoned", "abandonnée"


class Doer(models.TextChoices):
    """Who does a step."""

    PERSON = "person", "la personne"
    WORKER = "worker", "l’intervenant·e"
    BOTH = "both", "ensemble"
    PARTNER = "partner", "un partenaire"


class ReviewKind(models.TextChoices):
    PARTIAL = "partial", "partiel"
    INTERMEDIATE = "intermediate", "intermédiaire"
    FINAL = "final", "final"


class Progress(models.TextChoices):
    """How a goal goes, as looked at together in a review."""

    REACHED = "reached", "c’est gagné"
    MOVING = "moving", "ça avance"
    SLOW = "slow", "ça avance doucement"
    STUCK = "stuck", "c’est bloqué"
    CHANGE = "change", "à revoir"


class EntryKind(models.TextChoices):
    """What a note tells of."""

    INTERVIEW = "interview", "entretien"
    CALL = "call", "appel"
    VISIT = "visit", "visite à domicile"
    EMAIL = "email", "courriel"
    MESSAGE = "message", "message"
    ADMINISTRATIVE = "administrative", "démarche"
    GROUP = "group", "action collective"
    INCIDENT = "incident", "incident"
    HANDOVER = "handover", "relais"
    OTHER = "other", "autre"


class Visibility(models.TextChoices):
    """Who reads a note."""

    AUTHOR = "author", "moi seul·e"
    TEAM = "team", "l’équipe"
    SHAREABLE = "shareable", "partageable"


class HandoverState(models.TextChoices):
    """Where the handover of one dossier has got to."""

    PROPOSED = "proposed", "proposé"
    DONE = "done", "fait"
    DECLINED = "declined", "décliné"
    CALLED_OFF = "called_off", "annulé"
    REFUSED = "refused", "non fait"
    UNDONE = "undone", "défait"


class DeadlineKind(models.TextChoices):
    RESIDENCE_PERMIT = "residence_permit", "titre de séjour"
    RIGHT_ENDS = "right_ends", "fin de droit"
    HEARING = "hearing", "audience"
    NOTICE_TO_QUIT = "notice_to_quit", "congé ou expulsion"
    PAYMENT = "payment", "paiement"
    PAPERS = "papers", "pièces à fournir"
    HEALTH = "health", "rendez-vous de santé"
    OTHER = "other", "autre échéance"


class RowState(models.TextChoices):
    """What became of one row of an imported file."""

    PENDING = "pending", "à traiter"
    ACCEPTED = "accepted", "acceptée"
    DUPLICATE = "duplicate", "doublon possible"
    REJECTED = "rejected", "rejetée"
    UNDONE = "undone", "annulée"


class ImportState(models.TextChoices):
    MAPPING = "mapping", "colonnes à vérifier"
    RUNNING = "running", "en cours"
    DONE = "done", "terminé"
    FAILED = "failed", "interrompu"
    UNDONE = "undone", "annulé"


class DocumentTag(models.TextChoices):
    """What a document is about (*étiquettes*)."""

    IDENTITY = "identity", "identité, état civil"
    RESIDENCE = "residence", "séjour"
    HOUSING = "housing", "logement"
    INCOME = "income", "ressources"
    DEBTS = "debts", "factures, dettes"
    RIGHTS = "rights", "droits, décisions"
    HEALTH = "health", "santé"
    WORK = "work", "emploi, formation"
    SCHOOL = "school", "école, enfants"
    JUSTICE = "justice", "justice"
    LETTER = "letter", "courrier"
    OTHER = "other", "autre"


class DocumentVisibility(models.TextChoices):
    """Who reads a document. None is for its author alone: it belongs to the dossier, and outlives who handed it in."""

    CONFIDENTIAL = "confidential", "confidentiel"
    TEAM = "team", "l’équipe"
    SHAREABLE = "shareable", "partageable"


class ScanState(models.TextChoices):
    """Whether the antivirus has looked at a file."""

    WAITING = "waiting", "en cours d’examen"
    CLEAN = "clean", "examiné"
    UNSCANNED = "unscanned", "non examiné"
    INFECTED = "infected", "infecté, effacé"


class Caution(models.TextChoices):
    """Why a file is given as a download only, without a picture of its pages."""

    NONE = "", ""
    LOCKED = "locked", "protégé par un mot de passe"
    ACTIVE = "active", "contient du code ou des actions"


class ReportState(models.TextChoices):
    """What became of what a guest says of a step."""

    PROPOSED = "proposed", "à lire"
    ACCEPTED = "accepted", "retenu"
    DECLINED = "declined", "pas retenu"
