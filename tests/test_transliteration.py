"""Names written the French, English and Ukrainian way meet; other names stay apart."""

from __future__ import annotations

from itertools import combinations

import pytest

from index.transliteration import name_key

# Each line is one name: French, English and Ukrainian spellings, and older or Russian ones where they are met.
ONE_NAME = [
    line.split()
    for line in """
    Kouleba Kuleba Кулеба
    Zelensky Zelenski Zelenskyy Zelenskiy Зеленський
    Poutine Putin Путін Путин
    Zaloujny Zaluzhny Zaluzhnyi Залужний
    Syrsky Syrskyï Syrskyi Сирський
    Boudanov Budanov Буданов
    Iermak Yermak Єрмак
    Chmyhal Shmyhal Шмигаль
    Svyrydenko Sviridenko Свириденко
    Oumerov Umerov Умєров Умеров
    Sybiha Sybiga Сибіга
    Podoliak Podolyak Подоляк
    Klitchko Klychko Кличко
    Porochenko Poroshenko Порошенко
    Tymochenko Tymoshenko Timochenko Тимошенко
    Stefantchouk Stefanchuk Стефанчук
    Maliouk Malyuk Maliuk Малюк
    Lavrov Лавров
    Peskov Песков Пєсков
    Medvedev Medvediev Медведєв
    Choïgou Shoigu Шойгу
    Guerassimov Gerasimov Gerassimov Герасимов
    Prigojine Prigozhin Пригожин
    Ouchakov Ushakov Ушаков
    Loukachenko Lukashenko Лукашенко
    Kadyrov Кадиров
    Navalny Navalnyi Навальний
    Andriï Andriy Andrii Андрій
    Iouriï Yuriy Yurii Юрій
    Ioulia Yulia Yuliya Юлія
    Erdogan Erdoğan Ердоган
    Orban Orbán Орбан
    Sikorski Сікорський
    Odessa Odesa Одеса
    Tchernihiv Chernihiv Чернігів
    Tchernivtsi Chernivtsi Чернівці
    Tcherkassy Cherkasy Черкаси
    Zaporijjia Zaporijia Zaporizhzhia Запоріжжя
    Jytomyr Zhytomyr Житомир
    Khmelnytskyï Khmelnytskyi Хмельницький
    Kharkiv Харків
    Kherson Херсон
    Soumy Sumy Суми
    Koupiansk Kupiansk Kupyansk Куп'янськ
    Sloviansk Slovyansk Слов’янськ
    Kramatorsk Краматорськ
    Kostiantynivka Kostyantynivka Костянтинівка
    Pokrovsk Покровськ
    Vouhledar Vuhledar Вугледар
    Houliaïpole Huliaipole Гуляйполе
    Vovtchansk Vovchansk Вовчанськ
    Lyssytchansk Lysychansk Лисичанськ
    Sievierodonetsk Severodonetsk Сєвєродонецьк
    Louhansk Lougansk Luhansk Луганськ
    Marioupol Mariupol Маріуполь
    Izioum Izium Izyum Ізюм
    Boutcha Bucha Буча
    Irpin Ірпінь
    Hostomel Gostomel Гостомель
    Oujhorod Oujgorod Uzhhorod Ужгород
    Krementchouk Kremenchuk Кременчук
    Enerhodar Energodar Енергодар
    Mykolaïv Mykolaiv Миколаїв
    Ternopil Тернопіль
    Vinnytsia Vinnytsya Вінниця
    Koursk Kursk Курськ
    Belgorod Bielgorod Бєлгород Белгород
    Briansk Bryansk Брянськ
    Voronej Voronezh Воронеж
    Soudja Sudzha Суджа
    Touapsé Tuapse Туапсе
    Novorossiïsk Novorossiysk Новоросійськ
    Kakhovka Каховка
    Naftogaz Naftohaz Нафтогаз
    Loukoïl Lukoil Лукойл
    Chahed Shahed Шахед
    Kinjal Kinzhal Кинджал
    Orechnik Oreshnik Орешник
    Kalibr Калібр
    """.strip().split("\n")
]

KEYS = {spellings[0]: name_key(spellings[0]) for spellings in ONE_NAME}


@pytest.mark.parametrize("spellings", ONE_NAME, ids=lambda spellings: spellings[0])
def test_every_spelling_of_a_name_has_one_key(spellings: list[str]) -> None:
    keys = {spelling: name_key(spelling) for spelling in spellings}
    assert set(keys.values()) == {keys[spellings[0]]}, keys


def test_different_names_have_different_keys() -> None:
    assert [(one, other) for one, other in combinations(KEYS, 2) if KEYS[one] == KEYS[other]] == []


@pytest.mark.parametrize(
    ("one", "other"), [("ZELENSKY", "zelensky"), ("Slov'iansk", "Sloviansk"), ("Touapse", "Touapsé")]
)
def test_capitals_accents_and_apostrophes_do_not_count(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_figures_stay_in_the_key() -> None:
    assert name_key("Kh-101") != name_key("Kh-22")


def test_a_word_in_another_writing_has_no_key() -> None:
    assert name_key("北京") == ""


@pytest.mark.parametrize("figure", ["10", "100", "1000", "1100", "50", "500", "55"])
def test_figures_stay_apart(figure: str) -> None:
    assert name_key(figure) == figure
