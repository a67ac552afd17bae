"""Word lists of the analyzer, folded as `analysis.fold` folds: lower case, no accents."""

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

# Written as they are, no stop words: only their accents tell them from "ne", "mais", "sur", "du".
TOLD_BY_ACCENTS = frozenset("né maïs sûr dû".split())

# How questions are typed on a phone, and what surrounds them.
CHAT_WORDS = frozenset(
    """
    cb cmb cbien kombien konbien conbien pk pq pkoi pourkoi kan kand qd ki koi ke kel kelle kels kelles keske kesque
    quesque kesk kess esk esske til tils jsp dsl ds ac avc pr bcp tt ts jai ya yatil svp stp slt salut bjr bonjour
    bonsoir merci hello coucou dis dites moi info infos savoir connaitre veux voudrais sais savez
    dit dire disent disait pense pensent
    """.split()
)

ENGLISH_STOP_WORDS = frozenset(
    """
    a about according after all also an and any are as at be been before being between both but by can could did do does
    for from had has have he her his how i if in into is it its me more most much many my no not of on or our out over
    she should so some than that the their them then there these they this those to under up was we were what when where
    which who whom whose why will with would you your tell know please say says said
    """.split()
)

# What asks for all that is told of a day ("neuf" is read as 9); beside a date, these say nothing.
NEWS_WORDS = frozenset(
    """
    passe passes passer passait arrive arrives arriver 9 nouveau nouvelle nouvelles news actu actus actualite actualites
    bulletin bulletins resume resumer recap recapitulatif evenement evenements dit donne montre
    happen happened events summary сталося новини
    """.split()
)

# Words that tell French from English and back: those that only one of them has.
FRENCH_MARKERS = (STOP_WORDS | CHAT_WORDS) - ENGLISH_STOP_WORDS
ENGLISH_MARKERS = ENGLISH_STOP_WORDS - STOP_WORDS

UKRAINIAN_STOP_WORDS = frozenset(
    """
    а або але без би бути в ваш ви від він вона вони воно все всі де для до є за з зі і и із іх іі иого коли ким кого
    кому куди ми на над наш не ні ну о об про при по під після перед скільки та так така таке такии такі також те ти то
    тут у хто ця це цеи ці чи чия чиє чому що щоб як яка яке якии які яким якими якщо якого якому якіи якою був була
    були буде
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

# Everyday words that tell what a question is about where a war is told of.
TOPICS = frozenset("guerre paix president armee france".split())
