"""Names folded for search, heard by ear, noted by initials."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tisserand.common.folding import fold
from tisserand.people.names import initials_of, search_text, sound_key, sound_keys

SOUND_ALIKE = """
Lefèvre/Lefebvre Dupont/Dupond Gauthier/Gautier Philippe/Filipe Thibault/Tibo Thibaud/Thibaut Catherine/Katrine
Rousseau/Rouso Meunier/Meusnier Meunier/Munier Belkacem/Belkassem Perrin/Perin Kévin/Quévin Haddad/Adad
Leclerc/Leclair Leclercq/Leclerc Christine/Kristine Michaël/Mickael Mickaël/Mikael Raphaël/Rafael Youssef/Youcef
Djamel/Jamel Walid/Oualid Wagner/Vagner Arnaud/Arnault Renault/Renaud Benoît/Benoist Baptiste/Batiste Chérif/Shérif
Mohamed/Mohammed Khaled/Kaled Xavier/Ksavier Yves/Ives Jérôme/Gérôme Meyer/Maier Meyer/Mayer Sarah/Sara
Guillaume/Guilhaume François/Fransois Aïcha/Aïsha Cyril/Syril Nguyen/N’Guyen Moreau/Moraud Fontaine/Fontene
Chesneau/Cheneau Louise/Louize Daniel/Danielle Emmanuel/Emanuel Henri/Henry Legoff/Legof Benyamina/Beniamina
Ghislaine/Guislaine Fournier/Fourniez Simon/Symon Zakaria/Zacaria Abdelkader/Abdelcader Chloé/Cloe Mathieu/Matthieu
Stéphane/Stefane Sylvie/Silvi Joëlle/Joel Boucher/Bouchet Durand/Durant Legrand/Legrant Caillaud/Caillot
Delahaye/Delahaie Ouarda/Warda Aboubacar/Aboubakar Maxime/Maksime Fatoumata/Fatumata Étienne/Etiene Quentin/Kentin
""".split()

SOUND_DIFFERENT = """
Martin/Morin Petit/Petiot Leroy/Leroux Bernard/Benard Dubois/Dupois Moreau/Morel Simon/Salmon Roux/Rouault
Durand/Dupond Marie/Maria Jean/Jeanne Simon/Simone Martin/Martine Louis/Louise Laurent/Laurence François/Françoise
Gérard/Girard Morel/Meunier Nadia/Nadine Perrin/Perret Garnier/Grenier Blanc/Blanchard Lucas/Luc Paul/Paola
Robert/Hubert Faure/Favre Colin/Collet Roger/Rocher André/Adrien Vincent/Vivien Denis/Denise Germain/Germaine
Christian/Christine Bertrand/Bernard Mercier/Messier Camille/Camélia Diallo/Diop Traoré/Touré Chevalier/Cavalier
Julien/Julie Fabien/Fabienne Adrien/Adrienne Renard/Renaud Ahmed/Hamid Picard/Piquet Bailly/Bally Clément/Clémence
Yann/Yannick Olivier/Olive Régis/Rémi Manon/Marion Karim/Karima Samir/Samira Roland/Rolande Masson/Maison
""".split()


@pytest.mark.parametrize("pair", SOUND_ALIKE)
def test_what_sounds_alike(pair: str) -> None:
    one, other = pair.split("/")
    assert set(sound_keys(one)) & set(sound_keys(other))


@pytest.mark.parametrize("pair", SOUND_DIFFERENT)
def test_what_sounds_different(pair: str) -> None:
    one, other = pair.split("/")
    assert not set(sound_keys(one)) & set(sound_keys(other))


@pytest.mark.parametrize(
    ("name", "folded"),
    [("D’Hervé-Noël", "d herve noel"), ("Œuvrard", "oeuvrard"), ("ß", "ss"), ("  Ł  ", "l"), ("李", "")],
)
def test_fold(name: str, folded: str) -> None:
    assert fold(name) == folded


def test_search_text_holds_what_one_may_write_joined() -> None:
    words = search_text("Jean-Pierre", "Le Goff", "N’Guyen").split()
    assert words == "jean pierre le goff n guyen jeanpierre legoff nguyen".split()


def test_initials_in_either_order() -> None:
    assert {"nb", "bn"} <= set(initials_of(["Nadia"], ["Belkacem"]))
    assert {"jpm", "mjp", "jm", "mj"} <= set(initials_of(["Jean-Pierre"], ["Martin"]))
    assert initials_of(["Nadia"], [""]) == []


@given(st.text(max_size=60))
def test_any_text_can_be_folded_and_heard(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert set(fold(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")
    assert len(sound_key(text)) <= 40
    assert all(len(key) <= 40 for key in sound_keys(text))


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzéèçïœ ", max_size=40))
def test_case_and_accents_are_not_heard(text: str) -> None:
    assert sound_keys(text) == sound_keys(text.upper()) == sound_keys(fold(text))
