"""The common nouns that name who speaks, and what a phrase built on one stands for."""

from __future__ import annotations

import re
from enum import Enum


class Kind(Enum):
    """What a noun phrase stands for, as far as its words tell."""

    PERSON = "a name: Sean Parnell"
    ROLE = "a function, or people: le porte-parole, des habitants"
    GROUP = "an institution: le ministère, l'ONU"
    MEDIUM = "what publishes: Axios, le journal"
    WRITING = "what is published: un rapport, les données"
    SOURCE = "une source, des sources"
    PLACE = "a country or a town, which may stand for its government: Kyiv"
    TIME = "mardi, le 5 mai"
    THING = "anything else"


_ROLES = """
    adjoint adjointe adversaire agent agente ambassadeur ambassadrice amiral analyste animateur assistant assistante
    associé auteur autrice avocat avocate belligérant blogueur blogueuse candidat candidate capitaine chancelier
    chancelière chef cheffe chercheur chercheuse citoyen citoyenne civil collaborateur collaboratrice collègue colonel
    combattant combattante commandant commandante commentateur commissaire conseiller conseillère consul coordinateur
    coordinatrice correspondant correspondante délégué déléguée député députée dictateur diplomate directeur directrice
    dirigeant dirigeante économiste éditorialiste élu élue émissaire employé employée enquêteur entrepreneur envoyé
    envoyée évêque exilé expert experte femme fonctionnaire fondateur fondatrice garde-côte garde-frontière général
    gouverneur gouverneure habitant habitante historien historienne homme homologue hôte industriel infirmier infirmière
    ingénieur insider inspecteur inspectrice instituteur institutrice instructeur interlocuteur interlocutrice
    journaliste juge juriste leader lieutenant lieutenant-colonel maire major manifestant médecin médiateur médiatrice
    membre milblogueur militaire ministre négociateur négociatrice observateur observatrice occupant officiel officier
    opposant opposante pape parent parlementaire participant partisan patriarche patron patronne père pilote politologue
    pompier porte-parole premier-ministre président présidente prisonnier procureur procureure professeur professeure
    propagandiste rapporteur rapporteuse rebelle rédacteur rédactrice réfugié réfugiée reine remplaçant reporter
    représentant représentante rescapé résident résidente responsable ressortissant retraité riverain riveraine roi
    sauveteur scientifique secouriste secrétaire sénateur sénatrice sergent soldat soldate sous-secrétaire spécialiste
    stratège successeur survivant survivante témoin vétéran veuve vice-amiral vice-chancelier vice-ministre
    vice-président vice-présidente victime villageois villageoise voisin voisine volontaire
"""
_GROUPS = """
    académie administration alliance allié ambassade armée assemblée association autorité banque bataillon brigade
    bureau cabinet camp capitale centre chambre chancellerie coalition collectif comité commandement commission
    communauté compagnie confédération congrès conseil consulat corps cour croix-rouge défense délégation département
    diplomatie direction division douane équipe escadron état état-major exécutif fédération flotte fondation fonds
    force garde gendarmerie gouvernement groupement haut-commissariat institut institution justice légion mairie
    majorité marine ministère mission mouvement municipalité observatoire office opposition organe parlement parquet
    partenaire parti patronat police pouvoir préfecture présidence quartier-général régime régiment régulateur
    renseignement résistance secours secrétariat sénat service syndicat tribunal troupe union unité université
"""
# What is called by its own name even behind a common noun: "l'agence Reuters" is cited as Reuters.
_MEDIA = """
    agence canal chaîne compte entreprise groupe hebdomadaire journal magazine média mensuel ong organisation plateforme
    podcast portail presse projet quotidien radio rédaction revue site société tabloïd tank télévision think-tank
"""
_WRITINGS = """
    analyse article bilan bulletin calcul chiffre communiqué comptage compte-rendu conclusion confidence déclaration
    décompte dépêche dire document donnée enquête entretien estimation étude évaluation extrait fuite image information
    interview lettre message mot note observation papier prévision projection propos publication rapport recensement
    recherche récit relevé reportage rumeur sondage statistique témoignage texte tribune version vidéo
"""
_THINGS = """
    accord agenda attaque axe besoin calendrier cas cause circonstance condition constitution convention coutume critère
    date décision degré disposition droit endroit époque exemple façon forme formule fréquence goût guerre habitude
    hypothèse importance intensité lieu ligne logique loi manière mesure méthode modalité mode modèle moment moyen
    nature nombre norme opération ordre origine période phase plan point principe procédure processus proposition
    protocole région règle règlement route saison scénario schéma secteur situation stratégie système tactique taille
    taux température terme tradition traité type usage valeur voie vote vraisemblance zone
"""
_TIMES = """
    an année années ans août après-midi aube automne avril début décembre dimanche février fin heure heures hier hiver
    janvier jeudi jour journée jours juillet juin lendemain lundi mai mardi mars matin matinée mercredi midi minuit
    minute minutes mois novembre nuit nuits octobre printemps samedi semaine semaines semestre septembre siècle soir
    soirée trimestre veille vendredi week-end
"""
# Where a word is in two lines, the later one wins.
_WORDS = (
    (_THINGS, Kind.THING),
    (_WRITINGS, Kind.WRITING),
    (_MEDIA, Kind.MEDIUM),
    (_GROUPS, Kind.GROUP),
    (_ROLES, Kind.ROLE),
    ("source", Kind.SOURCE),
)


def _numbers(noun: str) -> tuple[str, ...]:
    """A noun and what its plural may be: "régime spécial, régimes spéciaux", "garde-côtes"."""
    regular = noun[:-1] + "ux" if noun.endswith("al") else f"{noun}s"
    return noun, regular, f"{noun}s", noun.replace("-", "s-", 1) + "s"


_KINDS = {form: kind for words, kind in _WORDS for noun in words.split() for form in _numbers(noun)}
_KINDS |= dict.fromkeys(("gens", "milieux"), Kind.ROLE) | dict.fromkeys(_TIMES.split(), Kind.TIME)

_PEOPLE = re.compile(r"(?:eurs?|euses?|trices?|istes?|logues?|crates?|iens?|iennes?|ants|antes|iers|ières)$")
_NOT_PEOPLE = re.compile(
    r"(?:teneur|valeur|faveur|erreur|peur|ampleur|longueur|hauteur|ardeur|rigueur|vigueur|chaleur|fureur|moteur|secteur"
    r"|intérieur|extérieur|lueur|rumeur|terreur|douleur|ordinateur|vapeur|intercepteur|réacteur|projecteur|radiateur"
    r"|lanceur|liste|piste|soutien|lien|entretien|maintien|bien|rien|quartier|chantier|dossier|courrier|calendrier"
    r"|millier|papier|métier|février|janvier|dernier|premier|bombardier|blindé|manière|matière|carrière|frontière"
    r"|lumière|rivière|bannière|barrière|derrière|optimiste|pessimiste)s?$"
)
_THING_ENDINGS = re.compile(r"(?:tions?|sions?|ments?|tés?|ages?|ismes?|ures?|ances?|ences?|ées?|eries?|is)$")


def kind_of(noun: str) -> Kind:
    """What a common noun, in lower case, stands for; THING where nothing tells."""
    noun = noun.removeprefix("ex-").removeprefix("mi-")
    if noun in _KINDS:
        return _KINDS[noun]
    return Kind.ROLE if _PEOPLE.search(noun) and not _NOT_PEOPLE.search(noun) else Kind.THING


def is_known(noun: str) -> bool:
    return noun.removeprefix("ex-") in _KINDS


def is_thing(noun: str) -> bool:
    """Whether a noun of kind THING is one for sure; unknown ones may be people ("des mineurs")."""
    return is_known(noun) or bool(_THING_ENDINGS.search(noun) or _NOT_PEOPLE.search(noun))


# What a passage takes up again with "le": what they say, the medium that was cited says.
RETOLD = frozenset("article communiqué document enquête étude note publication rapport sondage texte".split())
ITS_PEOPLE = frozenset("analystes auteur auteurs experts journaliste journalistes rédaction".split())
AN_INSTITUTION = frozenset("agence institut institution ong organisation".split())
# What any person of rank is called again: "le responsable".
ANY_OFFICIAL = frozenset("dirigeant dirigeante diplomate élu élue leader militaire officier responsable".split())

# What is named by the name behind it: "le patron du groupe Wagner", "le commandant du régiment Azov".
NAMED = frozenset("bataillon brigade parti régiment ville village".split())
# Heads that take a complement with "à" ("ambassadeur à Londres"), and with "pour" ("Institut pour l'étude ...").
TAKES_AT = frozenset(
    """
    adjoint ambassadeur ambassadrice candidat candidate commissaire conseiller conseillère correspondant correspondante
    délégué déléguée envoyé envoyée haut-commissariat ministre représentant représentante représentants secrétaire
    source sources sous-secrétaire
    """.split()
)
TAKES_FOR = frozenset(
    """
    agence alliance association bureau centre comité commissaire commission conseil direction envoyé envoyée fondation
    fonds groupe haut-commissariat institut office organisation porte-parole représentant représentante secrétaire
    """.split()
)
# Not what "de" introduces as part of a name: "de retour", "de son côté", "de façon".
NOT_COMPLEMENTS = frozenset(
    "concert côté façon facto fait manière moins nouveau part passage plein plus retour tels telle tel visite".split()
)

BEFORE_NOUNS = frozenset(
    """
    ancien ancienne anciennes anciens célèbre dernier dernière éminent éminente ex futur future grand grande grandes
    grands haut haute hautes hauts influent influente jeune jeunes même mêmes nouveau nouveaux nouvel nouvelle petit
    petite premier première premiers prétendu principal principale principales principaux proche proches récent récente
    simple simples soi-disant think vice vice-premier vice-première vieil vieille vieux
    """.split()
)
CIVILITIES = frozenset("dr. m. maître me me. mgr mgr. mm. mme mme.".split())
_ADJECTIVES = frozenset(
    """
    accrédité accréditée adjoint adjointe adjoints allemand allemande allemandes allemands allié alliée alliées alliés
    anonyme anonymes arabe armé armée armées armés autonome belge belges bien bulgare catholique chargé chargée chinois
    civil civile civiles civils concerné concernée concernés concordante concordantes confidentiel conjoint conjointe
    croate délégué déléguée élu élue étranger étrangère étrangères étrangers exilé fantoche grec grecque grecs haut
    identifié identifiée identifiées identifiés impliqué impliquée impliqués indépendant indépendante indépendantes
    indépendants informé informée informées informés interarmées interne internes kazakh kazakhe kurde letton lettone
    lettones lettons majeur mixte moldave non nord-coréen nord-coréenne nord-coréens occupé occupée occupés orthodoxe
    parallèle permanent permanente permanents placé placée placés politique privé privée privées proche proches prorusse
    prorusses public publics publique publiques retraité russe russes satellite satellites secret secrète secrets serbe
    slave slovaque slovène sortant sortante spécialisé spécialisée sud-coréen sud-coréenne sud-coréens suisse supérieur
    supérieure supérieurs suprême suprêmes tatar tatare tatars tchèque tchèques turc turcs turque turques uni unie unies
    unis
    """.split()
)
_ADJECTIVE = re.compile(
    r"(?:[ié]en(?:s|ne|nes)?|[ao]i(?:s|se|ses)|a(?:in|ins|ine|ines)|a(?:l|le|les)|aux|iques?|aires?|(?:if|ive)s?"
    r"|eu(?:x|se|ses)|ieure?s?|istes?|[in]el(?:s|le|les)?|[ai]bles?)$"
)
_NOT_ADJECTIVES = frozenset(
    """
    ainsi après arrive aux avais bilan bois ceux choix combien dais demain désormais deux enfin eux faire fais faux fois
    jamais lendemain lieux mais mal matin mien mieux mois paix plaire près rien sais sien soudain taire taux tien total
    trois vais voix yeux
    """.split()
)


def is_adjective(word: str) -> bool:
    """Whether a lower-case word behind a noun may belong to it as an adjective."""
    return word in _ADJECTIVES or (bool(_ADJECTIVE.search(word)) and word not in _NOT_ADJECTIVES)
