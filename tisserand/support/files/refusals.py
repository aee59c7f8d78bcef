"""Why a file is refused, in one sentence that says what to do."""

from __future__ import annotations


class RefusedFile(Exception):
    """The file is not taken; `str()` is a French sentence to show as it stands."""


EMPTY = "Ce fichier est vide."
TOO_BIG = "Ce fichier dépasse 15 Mo : réduisez-le, ou déposez-le en plusieurs parties."
UNKNOWN = (
    "Ce type de fichier n’est pas accepté : déposez un PDF, une photo (JPEG, PNG, WebP) "
    "ou un document de bureautique (ODT, ODS, DOCX, XLSX, TXT, CSV)."
)
ACTIVE_PAGE = "Une page web ou un dessin SVG peut contenir du code : déposez plutôt un PDF ou une photo."
PROGRAM = "Ce fichier contient un programme : il n’est pas accepté."
NOT_WHAT_IT_SAYS = "Le contenu de ce fichier ne correspond pas à son nom : vérifiez que c’est le bon."
TWO_FACED = "Ce fichier en cache un autre d’un autre type : enregistrez-le de nouveau, puis redéposez-le."
HEIC = "Les photos HEIC ne peuvent pas être ouvertes ici : reprenez la photo en JPEG, ou convertissez-la."
DAMAGED = "Ce fichier est abîmé ou incomplet : essayez d’en faire une nouvelle copie."
PICTURE_TOO_LARGE = "Cette image a trop de pixels (50 millions au plus) : réduisez-la, puis redéposez-la."
MACROS = "Ce document contient des macros : enregistrez-le sans macros, puis redéposez-le."
ZIP_BOMB = "Ce document prendrait une place démesurée une fois ouvert : il n’est pas accepté."
