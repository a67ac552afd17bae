"""Word lists of the French analyzer, folded as `analysis.fold` folds: lower case, no accents."""

from __future__ import annotations

ELISIONS = frozenset("l d j n m t s c qu jusqu lorsqu puisqu quoiqu quelqu".split())

# Articles, pronouns, prepositions, conjunctions, auxiliaries, and the words that make a sentence a question.
STOP_WORDS = frozenset(
    """
    a afin ai aie ainsi ait alors apres as au aucun aucune aupres aussi autre autres aux avaient avait avant avec
    avez aviez avoir avons ayant c ca car ce ceci cela celle celles celui ces cet cette ceux chaque chez ci comme
    d dans de des depuis des donc dont du duquel
    elle elles en encore entre es est et etaient etait etant ete etes etre eu eux eut
    fait faire fut furent
    i il ils
    j je
    l la laquelle le lequel les lesquels leur leurs lors lorsque lui
    m ma mais me meme memes mes moi mon
    n ne ni nos notre nous
    on ont ou or
    par parce pas peu peut peuvent plus pour puis puisque
    s sa sans se selon sera seront ses si soi soient soit son sont sous suis sur
    t ta te tes toi ton tous tout toute toutes tres tu
    un une
    vers voici voila vos votre vous vont
    y
    combien comment est-ce pourquoi qu quand que quel quelle quelles quels qui quoi
    """.split()
)

NUMBERS = {
    "deux": "2",
    "trois": "3",
    "quatre": "4",
    "cinq": "5",
    "six": "6",
    "sept": "7",
    "huit": "8",
    "neuf": "9",
    "dix": "10",
    "onze": "11",
    "douze": "12",
    "treize": "13",
    "quatorze": "14",
    "quinze": "15",
    "seize": "16",
    "vingt": "20",
    "trente": "30",
    "quarante": "40",
    "cinquante": "50",
    "soixante": "60",
    "cent": "100",
    "mille": "1000",
    "premier": "1",
    "premiere": "1",
}
