"""A small win, heard in what is written: « toute seule », « a réussi », « pour la première fois »."""

from __future__ import annotations

import re

from tisserand.support.guess.text import composed, plain, sentence_at

_DONE = "pris|rempli|fait|appele|signe|paye|ecrit|depose|trouve|obtenu|prepare|gere|envoye|regle|cuisine|alle"
_FOUND = "logement|appartement|studio|travail|emploi|stage|place|poste|formation|apprentissage"
_PASSED = "permis|code|diplome|cap|logement|titre|carte|examen"
_WON = re.compile(
    r"\b(?:toute? seule?s?"
    rf"|(?:{_DONE})e?s?(?: \w+)? seule?s?(?! (?:avec|face|dans))"
    r"|sans (?:mon |notre )?aide|(?:d'|de |par )(?:elle|lui)-meme|pour la premiere fois|premiere fois qu"
    r"|(?:a|ont|est|as) (?:enfin )?(?:reussie?|obtenue?|decroche|ose|parvenue?|arrivee? a)\b"
    rf"|a (?:enfin )?(?:eu|obtenu|passe|valide) (?:son|sa|le|la) (?:{_PASSED})"
    rf"|a (?:enfin )?trouve (?:un |une |du |son |sa )(?:\w+ )?(?:{_FOUND})"
    r"|signe (?:son|le|un) (?:bail|contrat)|embauchee?|(?:demande|dossier|droit|aide)s? acceptee?s?"
    r"|a repris (?:le travail|contact|confiance|les cours|une formation)|(?:tres|est|si) fiere?"
    r"|(?:retrouve|rendu) le sourire|bravo|belle avancee|victoire|gros progres|tient bon|cap franchi)\b"
)
_LIVES_ALONE = re.compile(
    r"\b(?:vit|vivait|habite|mere|pere|parent|femme|homme|est|sent|trouve|laissee?|reste) (?:\w+ )?$"
)
_NOT = re.compile(
    r"(?:\bn(?:e |')(?:\w+ ){0,4}(?:pas|jamais|plus|guere)\b|\bpas (?:encore )?|\bsans avoir |\besper\w+ |\bpeur d)"
    r"(?:\w+ ){0,2}$"
)


def told_victory(text: str) -> str:
    """The sentence that tells of a small win, or nothing."""
    text = composed(text)
    words = plain(text)
    for match in _WON.finditer(words):
        begin, end = sentence_at(text, match.start())
        before = words[begin : match.start()]
        alone = match[0].startswith(("seul", "tout"))
        negated = _NOT.search(before) or _NOT.search(words[begin : match.end()].rsplit(" ", 1)[0] + " ")
        if not negated and not (alone and _LIVES_ALONE.search(before)):
            return _told(text[begin:end])
    return ""


def _told(sentence: str) -> str:
    """The sentence without what introduces it (« Appel de Nadia : »), beginning with a capital."""
    told = sentence.rsplit(" : ", 1)[-1].rsplit("\u00a0: ", 1)[-1].strip(" ,-")
    return told[:1].upper() + told[1:300]
