"""Words that tell what a name beside them is: a town, a street, a quarter, a person."""

from __future__ import annotations

STREETS = frozenset(
    "rue rues avenue av ave boulevard bd bld blvd place pl chemin chem che route rte impasse imp "
    "allee allees all quai cours square sq passage pass esplanade faubourg fbg fg sentier voie "
    "lotissement lot mail villa cite residence res parvis promenade rond dit za zi zac zae hameau "
    "montee traverse galerie ruelle venelle sente clos rocade chaussee mas domaine".split()
)
LINKS = frozenset({"de", "du", "des", "d", "la", "le", "les", "l", "et", "point"})

AT = frozenset({"a", "au", "aux"})
OF = frozenset({"de", "d", "du", "des"})
TOWN = frozenset(
    "ville villes mairie commune communes ccas municipalite gare bourg habitants village "
    "agglomeration office".split()
)
NEARBY = frozenset("pres coeur proche autour environs sein".split())
QUARTER = frozenset(
    "quartier quartiers residence hameau ilot cite secteur lieudit dit batiment bat parc zone za "
    "zi zac collectif".split()
)
OWN_STREETS = frozenset("grande grand gde haute basse petite".split())
# What a person's name begins with: what follows is no place.
PERSONS = frozenset(
    "abbe adolphe adrien aime alain albert alexandre alfred alphonse amiral anatole andre anne "
    "antoine aristide armand arthur auguste baptiste barthelemy benoit bernard blaise camille "
    "capitaine casimir cesar charles chanoine claude clement colonel commandant docteur dr duc "
    "edmond edouard eloi emile emmanuel ernest etienne eugene fabien felix ferdinand fernand "
    "francis francois frederic frere freres gabriel gaston general georges gerard gilbert "
    "guillaume gustave guy hector henri hippolyte honore hubert irene jacques jean jeanne jerome "
    "jose joseph jules julien lieutenant leo leon leonard leopold louis louise lucien madame "
    "marc marcel marechal mal marguerite marie marius martin mathieu maurice max maxime michel "
    "monseigneur mgr nicolas olivier paul philippe pierre president professeur prof raoul "
    "raymond remy rene robert roger roland romain rosa saint sainte salvador sebastien sergent "
    "simon simone suzanne sully theodore theophile thomas ulysse victor vincent xavier "
    "yves".split()
)
FACILITY = frozenset(
    "college lycee ecole groupe stade gymnase salle espace centre maison hotel foyer institut "
    "association theatre cafe tour immeuble fondation saint sainte notre".split()
)
# Words of the language that are communes too: alone they name none.
ORDINARY = (TOWN | QUARTER | FACILITY | STREETS | frozenset({"port", "tiers"})) - {
    "saint",
    "sainte",
    "notre",
}
# Words that leave a name standing alone in its part of the text.
LIGHT = (
    LINKS
    | AT
    | TOWN
    | frozenset(
        "en sur dans environs ses alentours france cedex centre f dpt dept departement "
        "departements region regions arrondissement arr deleguee associee ancienne nouvelle fr "
        "localite siege social adresse pres vers 1er".split()
    )
)
