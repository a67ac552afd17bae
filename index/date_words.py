"""What days, months and seasons are called in French, English and Ukrainian."""

from __future__ import annotations

MONTHS = {
    1: ("janvier janv", "january jan", "січень січня січні"),
    2: ("fevrier fevr fev", "february feb", "лютий лютого лютому"),
    3: ("mars", "march", "березень березня березні"),
    4: ("avril avr", "april apr", "квітень квітня квітні"),
    5: ("mai", "may", "травень травня травні"),
    6: ("juin", "june jun", "червень червня червні"),
    7: ("juillet juil", "july jul", "липень липня липні"),
    8: ("aout", "august aug", "серпень серпня серпні"),
    9: ("septembre sept", "september sept sep", "вересень вересня вересні"),
    10: ("octobre oct", "october oct", "жовтень жовтня жовтні"),
    11: ("novembre nov", "november nov", "листопад листопада листопаді"),
    12: ("decembre dec", "december dec", "грудень грудня грудні"),
}
WEEKDAYS = {
    0: "lundi monday понеділок понеділка",
    1: "mardi tuesday вівторок вівторка",
    2: "mercredi wednesday середу середа середи",
    3: "jeudi thursday четвер четверга",
    4: "vendredi friday п'ятницю п'ятниця п'ятниці п’ятницю п’ятниця п’ятниці",
    5: "samedi saturday суботу субота суботи",
    6: "dimanche sunday неділю неділя неділі",
}
# By their first month.
SEASONS = {3: "printemps spring", 6: "ete summer", 9: "automne autumn", 12: "hiver winter"}
# Thirds of a month or of a year.
THIRDS = {
    0: "debut early beginning початок початку",
    1: "mi mid milieu middle середина середині",
    2: "fin late end кінець кінці наприкінці",
}
ONE_TO_TEN = {1: "un une a an one", **dict(enumerate("two three four five six seven eight nine ten".split(), 2))}
# What tells of days by itself, without a name or a unit of time.
FIXED = "hier yesterday вчора учора nuit night hui auj ajd matin soir today сьогодні weekend annee днями тижня місяця"
