"""The kind of detail that a question asks for, and which texts hold one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import stem, tokenize
from index.dates import flatten
from index.details import Detail, Kind, detail_wanted, holds, kinds_in


def answers(question: str, text: str) -> bool:
    """Whether a text holds the detail that a question asks for."""
    detail = detail_wanted(flatten(question))
    assert detail
    return holds(text, detail, {stem(token.form) for token in tokenize(question)})


@pytest.mark.parametrize(
    ("kind", "questions"),
    [
        (
            Kind.NUMBER,
            ("combien de chars", "cb drones abattus", "quel nombre de chars", "how many drones", "combien"),
        ),
        (Kind.NUMBER, ("скільки дронів", "combien d'hommes a coûté l'assaut", "y a combien de morts")),
        (Kind.PRICE, ("combien ça coûte", "prix d'un patriot", "combien leur coûte la guerre", "combien vaut un F-16")),
        (Kind.PRICE, ("how much does a drone cost", "скільки коштує дрон")),
        (Kind.DURATION, ("durée de l'appel", "ça dure combien de temps", "how long will it last")),
        (Kind.EXTENT, ("longueur du pont", "à combien de km de la ville", "superficie du pays", "how far is it")),
        (Kind.WEIGHT, ("poids de la bombe", "combien de tonnes de blé", "how heavy is it")),
        (Kind.SHARE, ("quel pourcentage du pays", "taux de la banque", "quelle part est occupée")),
        (Kind.AGE, ("quel âge a le ministre", "age de la cuisinière", "how old is he", "скільки років президенту")),
        (
            Kind.NAME,
            ("comment s'appelle le maire", "nom du pilote", "quel est son nom", "name of the ship", "як звати мера"),
        ),
        (Kind.TIME, ("quand part le convoi", "les avions arrivent quand", "quelle date", "à quelle heure", "коли")),
    ],
)
def test_a_question_asks_for_a_detail(kind: Kind, questions: tuple[str, ...]) -> None:
    for question in questions:
        detail = detail_wanted(flatten(question))
        assert detail, question
        assert detail.kind is kind, question


@pytest.mark.parametrize(
    "question",
    [
        "",
        "qui a promis des missiles",
        "pourquoi les livraisons sont gelées",
        "que coordonne le maire",
        "où était Trump quand il a parlé",
        "qui a eu le prix Nobel",
        "vaut-il mieux négocier",
        "personnage clé",
    ],
)
def test_other_questions_ask_for_none(question: str) -> None:
    assert detail_wanted(flatten(question)) is None


@pytest.mark.parametrize(
    ("question", "counted"),
    [
        ("combien de drones", "dron"),
        ("combien d’avions", "avion"),
        ("cb il y a de chars", "char"),
        ("combien y a-t-il de chars", "char"),
        ("combien ont été abattus", None),
        ("combien", None),
    ],
)
def test_what_is_counted_stands_behind_how_many(question: str, counted: str | None) -> None:
    assert detail_wanted(flatten(question)) == Detail(Kind.NUMBER, counted)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("combien de drones", "La Russie a lancé 148 drones dans la nuit."),
        ("combien de drones", "Dix-sept ont brûlé : deux petits drones de plus."),
        ("combien de fois", "Pour la quatrième fois, la raffinerie brûle."),
        ("combien de soldats sont morts", "Les pertes s’élèvent à 1 240 hommes."),
        ("combien de patriot", "L’Allemagne cède une batterie Patriot."),
        ("prix d'un drone", "L’engin revient à 2 100 euros."),
        ("prix d'un drone", "Chacun est payé 3 milliards de roubles."),
        ("prix de l'essence", "Le litre d’essence a pris 14 % en deux mois."),
        ("quel âge a le maire", "Le maire, 63 ans, a été arrêté."),
        ("durée de l'appel", "Ils ont parlé pendant quarante minutes."),
        ("durée du gel", "Les avoirs resteront gelés jusqu’à la paix."),
        ("longueur du fossé", "Un fossé de 120 kilomètres est creusé."),
        ("poids de la bombe", "Une bombe de 500 kilos est tombée."),
        ("taux directeur", "Le taux passe de 16,5 % à 16 %."),
        ("quelle part du pays est occupée", "Un cinquième du pays est occupé."),
        ("comment s'appelle le maire de Lviv", "À Lviv, le maire Andriy Sadovy parle de neuf morts."),
        ("quand part le convoi", "Le convoi partira en septembre."),
        ("quand part le convoi", "Le convoi, dont le départ est immédiat, passe par Lviv."),
    ],
)
def test_a_text_that_holds_such_a_detail_may_answer(question: str, text: str) -> None:
    assert answers(question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("combien de drones", "Le 14 mai, des drones ont visé trois villes."),
        ("combien de blessés", "Les blessés ont quitté l’usine en 2022."),
        ("combien de morts", "Le 3 juillet à 6 h, un F-16 de la 68e division s’est écrasé."),
        ("prix d'un drone", "Un drone a volé 450 km avec 20 kilos d’explosifs."),
        ("quel âge a le maire", "Le maire de Lviv parle de 12 immeubles touchés."),
        ("durée de l'appel", "L’appel a porté sur les 12 captifs."),
        ("longueur du fossé", "Le fossé a coûté 3 millions d’euros en deux ans."),
        ("poids de la bombe", "La bombe est tombée à 60 kilomètres de Kyiv."),
        ("quelle part du pays est occupée", "Le pays est occupé depuis 2022 par 40 000 hommes."),
        ("comment s'appelle le maire de Lviv", "Le maire de Lviv parle de neuf morts."),
        (
            "comment s'appelle la fillette tuée à Kharkiv",
            "Un immeuble du district Saltivskyï a été éventré avant l’aube au nord de la ville : trois morts, "
            "dont une fillette.",
        ),
        ("quand part le convoi", "Le convoi passe par Lviv."),
    ],
)
def test_a_text_without_such_a_detail_does_not_answer(question: str, text: str) -> None:
    assert not answers(question, text)


TOLD = {
    Kind.PRICE: "12 euros",
    Kind.AGE: "12 ans",
    Kind.DURATION: "12 jours",
    Kind.EXTENT: "12 km",
    Kind.WEIGHT: "12 kg",
    Kind.SHARE: "12 %",
    Kind.TIME: "en mai",
    Kind.NUMBER: "12 drones",
    Kind.NAME: "le maire Sadovy",
}


@given(text=st.text(max_size=200), kind=st.sampled_from(list(TOLD)), more=st.text(max_size=50))
def test_a_detail_is_found_whatever_stands_around_it(text: str, kind: Kind, more: str) -> None:
    assert holds(f"{text} : {TOLD[kind]} ; {more}", Detail(kind), {"mair"})
    assert kind in kinds_in(f"{text} : {TOLD[kind]} ; {more}")


def test_a_text_is_known_by_all_kinds_of_detail_that_it_holds() -> None:
    assert kinds_in("Rien.") == Kind(0)
    assert kinds_in("Un pêcheur a perdu 30 % de ses 12 barques.") == Kind.SHARE | Kind.NUMBER | Kind.PRICE
    told = kinds_in("Selon Axios, 500 kilos volent 450 km pour 20 euros, pendant deux heures, depuis mai.")
    assert told == Kind.NAME | Kind.WEIGHT | Kind.EXTENT | Kind.PRICE | Kind.DURATION | Kind.TIME | Kind.NUMBER


@given(text=st.text(max_size=200), kind=st.sampled_from([kind for kind in Kind if kind is not Kind.NAME]))
def test_a_text_holds_any_detail_of_its_kinds(text: str, kind: Kind) -> None:
    assert (kind in kinds_in(text)) == holds(text, Detail(kind), set())


@given(text=st.text(alphabet="azeéàü ’-1", max_size=60))
def test_a_text_holds_a_number_with_digits_of_its_own_and_none_without(text: str) -> None:
    assert holds(f"{text} : 12 .", Detail(Kind.NUMBER), set())
    assert not holds("".join(char for char in text if char not in "1"), Detail(Kind.NUMBER), set())
