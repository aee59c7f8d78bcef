"""The words of a person's identity, home and contacts, and of an opening in an emergency."""

from datetime import timedelta

from django.db import models


class Gender(models.TextChoices):
    """How the person is addressed; asked only to write to them rightly."""

    FEMALE = "female", "femme"
    MALE = "male", "homme"
    OTHER = "other", "autre"
    UNKNOWN = "unknown", "non précisé"


class Protection(models.TextChoices):
    """Legal protection of an adult, as Mon Suivi Social words it (standards/04 §3)."""

    NONE = "", "aucune connue"
    SIMPLE_CURATORSHIP = "simple_curatorship", "curatelle simple"
    REINFORCED_CURATORSHIP = "reinforced_curatorship", "curatelle renforcée"
    GUARDIANSHIP = "guardianship", "tutelle"
    JUDICIAL_SAFEGUARD = "judicial_safeguard", "sauvegarde de justice"
    FAMILY_AUTHORISATION = "family_authorisation", "habilitation familiale"
    SPOUSE_AUTHORISATION = "spouse_authorisation", "habilitation du conjoint"
    FUTURE_MANDATE = "future_mandate", "mandat de protection future"
    SOCIAL_SUPPORT_MEASURE = "social_support_measure", "mesure d’accompagnement (MASP, MAJ, MJAGBF)"


class ContactKind(models.TextChoices):
    PHONE = "phone", "téléphone"
    EMAIL = "email", "adresse électronique"
    ADDRESS = "address", "adresse postale"


class Safety(models.TextChoices):
    """Whether one may use this way of reaching someone without putting them at risk."""

    SAFE = "safe", "sûr"
    CAREFUL = "careful", "prudence"
    FORBIDDEN = "forbidden", "ne pas utiliser"
    UNKNOWN = "unknown", "non vérifié"


class Place(models.TextChoices):
    """What a person is in a household."""

    ADULT = "adult", "adulte du foyer"
    CHILD = "child", "enfant"
    OTHER = "other", "autre membre"


class Tie(models.TextChoices):
    """What someone is to the person (*lien*)."""

    SPOUSE = "spouse", "conjoint·e"
    FORMER_SPOUSE = "former_spouse", "ex-conjoint·e"
    PARENT = "parent", "parent"
    CHILD = "child", "enfant"
    SIBLING = "sibling", "frère ou sœur"
    GRANDPARENT = "grandparent", "grand-parent"
    GRANDCHILD = "grandchild", "petit-enfant"
    OTHER_FAMILY = "other_family", "autre famille"
    FRIEND = "friend", "ami·e"
    NEIGHBOUR = "neighbour", "voisin·e"
    CARER = "carer", "aidant·e"
    CARED_FOR = "cared_for", "personne aidée"
    LEGAL_REPRESENTATIVE = "legal_representative", "représentant·e légal·e"
    PROFESSIONAL = "professional", "professionnel·le"
    OTHER = "other", "autre"


class TieQuality(models.TextChoices):
    """How a tie is lived, as the person tells it; empty: nobody asked yet."""

    CLOSE = "close", "proche"
    DISTANT = "distant", "distant"
    CONFLICT = "conflict", "conflictuel"
    CUT = "cut", "rompu"


class CoupleState(models.TextChoices):
    """What two people are as a couple; empty: not said."""

    MARRIED = "married", "marié·es"
    PARTNERED = "partnered", "pacsé·es"
    TOGETHER = "together", "en union libre"
    SEPARATED = "separated", "séparé·es"
    DIVORCED = "divorced", "divorcé·es"


class Parentage(models.TextChoices):
    """How someone is the parent or the child of another; empty: by birth, or not said."""

    ADOPTED = "adopted", "par adoption"
    FOSTER = "foster", "en famille d’accueil"
    STEP = "step", "par le couple (beau-parent, bel-enfant)"


# What the other one is to me when I am this to them.
RECIPROCAL = {
    Tie.SPOUSE: Tie.SPOUSE,
    Tie.FORMER_SPOUSE: Tie.FORMER_SPOUSE,
    Tie.PARENT: Tie.CHILD,
    Tie.CHILD: Tie.PARENT,
    Tie.SIBLING: Tie.SIBLING,
    Tie.GRANDPARENT: Tie.GRANDCHILD,
    Tie.GRANDCHILD: Tie.GRANDPARENT,
    Tie.OTHER_FAMILY: Tie.OTHER_FAMILY,
    Tie.FRIEND: Tie.FRIEND,
    Tie.NEIGHBOUR: Tie.NEIGHBOUR,
    Tie.CARER: Tie.CARED_FOR,
    Tie.CARED_FOR: Tie.CARER,
}

PROFESSIONAL_TIES = {Tie.PROFESSIONAL, Tie.LEGAL_REPRESENTATIVE}
# Through whom of the circle someone may be tied: a child through the other parent, a grandparent through the parent…
THROUGH = {
    Tie.CHILD: {Tie.SPOUSE, Tie.FORMER_SPOUSE},
    Tie.SIBLING: {Tie.PARENT},
    Tie.GRANDPARENT: {Tie.PARENT},
    Tie.PARENT: {Tie.PARENT},
    Tie.GRANDCHILD: {Tie.CHILD},
}


class ScreeningState(models.TextChoices):
    """Where a search for duplicates has got to."""

    RUNNING = "running", "en cours"
    DONE = "done", "terminée"
    FAILED = "failed", "interrompue"


class PairState(models.TextChoices):
    """What was decided of two records that look alike."""

    OPEN = "open", "à décider"
    LATER = "later", "plus tard"
    DIFFERENT = "different", "deux personnes"
    MERGED = "merged", "réunies"


# How long someone may read whom they opened in an emergency. The database holds it too: changing it takes a migration.
EMERGENCY_LASTS = timedelta(hours=4)


class Danger(models.TextChoices):
    """Why one could not wait for somebody who may read."""

    LIFE = "life", "risque pour la vie, pensées suicidaires"
    VIOLENCE = "violence", "violences en cours ou annoncées"
    CHILD = "child", "enfant en danger"
    HEALTH = "health", "malaise, soins urgents"
    MISSING = "missing", "personne qui ne répond plus, disparition"
    STREET = "street", "à la rue ce soir, mise à l’abri"
    OTHER = "other", "autre danger immédiat"


class Verdict(models.TextChoices):
    """What those who lead think of an opening, afterwards."""

    RIGHT = "right", "il le fallait"
    OTHERWISE = "otherwise", "compréhensible, mais on pouvait faire autrement"
    NOT_RIGHT = "not_right", "il ne le fallait pas"


class PersonTold(models.TextChoices):
    """Whether the person knows that someone opened their dossier."""

    TOLD = "told", "oui, on le lui a dit"
    SOON = "soon", "pas encore, ce sera fait"
    NO = "no", "non, le lui dire l’exposerait"
