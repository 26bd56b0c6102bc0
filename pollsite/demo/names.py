"""What the made-up readers are called: names as people sign with on the web, none of them twice."""

import random
from collections.abc import Callable, Container

_GIVEN = """
Adaeze Agnes Akira Alba Amadou Amira Anders Anneke Anouk Aoife Arjun Astrid Benedikt Bilal Birgit Bogdan
Camille Carmen Chiara Chidi Clara Daniela Dario Deepa Dmitri Edith Eilidh Elif Emeka Esther Fatima Femke
Fergus Freya Gareth Giulia Goran Greta Hamid Hanna Hiroshi Ines Ingrid Ismail Ivo Jamila Jasper Joana Jonas
Kamala Karim Katya Keiko Kofi Lars Leila Leon Linh Lotte Lucia Magnus Malika Marek Marguerite Mateo Mehmet
Mina Miriam Nadia Naoko Nkechi Noor Olga Oskar Paloma Pavel Petra Priya Quentin Ragnhild Rania Ravi Renata
Rosa Rufus Saoirse Selma Sibusiso Silke Sofia Stellan Sunniva Tamar Tariq Teresa Thandi Tobias Ulrike Vera
Wanjiru Wendela Xavier Yasmin Yusuf Zainab Zofia
"""
_FAMILY = """
Abara Adler Almeida Bakker Banerjee Barros Becker Bianchi Bright Castell Cheng Corrigan Dahl Dumas Eklund
Farouk Ferreira Fontaine Galindo Grant Haddad Halloran Hartwig Hashimoto Holm Ibarra Iyer Jansen Kamau Kaur
Keane Kowalski Larsen Lindqvist Lombard Marsh Mensah Moreau Nakata Novak Obi Okafor Olsen Ortega Pacheco
Papadakis Perrin Quist Rahman Reyes Rossi Sandoval Santos Schreiber Sharma Sokolov Tanaka Teague Thorne Tran
Ueda Vance Varga Visser Wachira Weiss Winter Yamada Yilmaz Zeller
"""
_HANDLES = """
three quarter profile
window light
count the fingers
plain snapshot
the other Mariah
pores and all
half a smile
north window
f eight
left ear
grey jacket
bad hair day
the third hand
sunday painter
no flash please
one good photo
second cousin
red eye
contact sheet
the lobby
six of six
borrowed blazer
soft focus
"""
GIVEN, FAMILY, HANDLES = _GIVEN.split(), _FAMILY.split(), _HANDLES.strip().splitlines()


def make_names(
    chance: random.Random, number: int, *, fold: Callable[[str], str], taken: Container[str] = ()
) -> list[str]:
    """So many names, no two alike after `fold`, and none whose folded form is `taken`."""
    names: list[str] = []
    known: set[str] = set()
    while len(names) < number:
        name = _draw(chance, crowded=len(names) > len(GIVEN))
        folded = fold(name)
        if folded in known or folded in taken:
            name = f"{name} {_suffix(chance)}"
            folded = fold(name)
        if folded not in known and folded not in taken:
            known.add(folded)
            names.append(name)
    return names


def _draw(chance: random.Random, *, crowded: bool) -> str:
    kind = chance.random()
    if kind < 0.15:
        return chance.choice(HANDLES).replace(" ", chance.choice((" ", "-")))
    if kind < 0.4 and not crowded:
        return chance.choice(GIVEN)
    family = chance.choice(FAMILY)
    if kind < 0.6:
        return f"{chance.choice(GIVEN)} {family[0]}."
    return f"{chance.choice(GIVEN)} {family}"


def _suffix(chance: random.Random) -> str:
    """What people add to a name that is taken; no digit that is read as a letter."""
    return f"{chance.choice('ABDEFGHKLMNPRSTVW')}{chance.choice('adefghkmnprstvw')}{chance.choice('adefghkmnprstvw')}"
