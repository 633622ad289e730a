"""Why a harvest failed or is held, in the words of the reader.

A harvest tells it in English, once, when it happens; runs keep that. French readers get it by
phrases. What has no phrase here stays as it was told.
"""

from __future__ import annotations

import re

from django.utils.translation import get_language

# Said by the fetch, by connectors and by the pipeline; tests harvest each fault and read it here.
_FRENCH = {
    # What the network answered.
    r"the server answered (\d+)": r"le serveur a répondu \1",
    r"the server refused \((\d+)\)": r"le serveur a refusé l’accès (\1)",
    r"no answer within ([\d.]+) s": r"pas de réponse en \1 s",
    r"the answer took longer than ([\d.]+) s": r"la réponse a pris plus de \1 s",
    r"the answer is larger than ([\d,]+) bytes": r"la réponse dépasse \1 octets",
    r"the answer is broken \(": r"la réponse est abîmée (",
    r"the server cannot be reached \(": r"le serveur est injoignable (",
    r"the host (\S+) is not known \([^)]*\)": r"le nom \1 est inconnu",
    r"refused: (\S+): (\S+) is a private or reserved address":
        r"refusé : \1 est à une adresse privée ou réservée (\2)",
    r"refused: '([^']*)' — only http and https addresses are fetched":
        r"refusé : '\1' — seules les adresses http et https sont lues",
    r"more than (\d+) redirects": r"plus de \1 redirections",
    r"the site's robots\.txt refuses it": "le robots.txt du site le refuse",
    r"robots\.txt cannot be read": "le robots.txt du site est illisible",
    r"the key (\w+) is not set": r"la clé \1 n’est pas définie",
    r"the harvest asked for (\d+) pages already": r"la moisson a déjà demandé \1 pages",
    r"the harvest took (\d+) minutes already": r"la moisson a déjà duré \1 minutes",
    # What the document was.
    r"the answer: is a web page, not data": "la réponse est une page web et non des données",
    r"the document: not JSON \(": "le document n’est pas du JSON (",
    r"not JSON \(": "n’est pas du JSON (",
    r"is not (utf-8|cp1252|latin-1|iso-8859-1)": r"n’est pas de l’\1",
    r"cannot be unpacked \(": "ne peut être décompressé (",
    r"unpacks to over 500 MB": "dépasse 500 Mo une fois décompressé",
    r"the file is empty": "le fichier est vide",
    r"gives a page that came before": "redonne une page déjà lue",
    r"the source: gives over (\d+) records": r"la source donne plus de \1 notices",
    r"leads to no list": "ne mène à aucune liste",
    r"gave no record at all": "n’a donné aucune notice",
    r"the source has no public address": "la source n’a pas d’adresse publique",
    # What can be done.
    r"Try later; the server is slow\.": "Réessayez plus tard ; le serveur est lent.",
    r"Try later, or ask for a smaller extract\.":
        "Réessayez plus tard, ou demandez un extrait plus petit.",
    r"Try later\.": "Réessayez plus tard.",
    r"Correct the address\.": "Corrigez l’adresse.",
    r"Correct it\.": "Corrigez-la.",
    r"Check the address, or try later\.": "Vérifiez l’adresse, ou réessayez plus tard.",
    r"Check that the address leads to the file\.": "Vérifiez que l’adresse mène au fichier.",
    r"Check fetch in its definition\.": "Vérifiez fetch dans sa définition.",
    r"Check what the source publishes\.": "Vérifiez ce que la source publie.",
    r"Check the quotes\.": "Vérifiez les guillemets.",
    r"Check (fetch\.\w+)\.": r"Vérifiez \1.",
    r"Ask its owner for access\.": "Demandez l’accès à son propriétaire.",
    r"Ask its owner for leave, and say so in fetch\.pace\.despite_robots\.":
        "Demandez la permission à son propriétaire, et dites-le dans fetch.pace.despite_robots.",
    r"Ask for a smaller extract\.": "Demandez un extrait plus petit.",
    r"Give a public address\.": "Donnez une adresse publique.",
    r"Give the final address\.": "Donnez l’adresse finale.",
    r"Try the address in a browser; the server may cut its answers short\.":
        "Essayez l’adresse dans un navigateur ; le serveur coupe peut-être ses réponses.",
    r"Fetch it again; it may have been cut short\.": "Relisez-le ; il a pu être coupé.",
    r"Tell the source's owner\.": "Prévenez son propriétaire.",
    r"Tell the source\.": "Prévenez la source.",
    r"Set fetch\.encoding in the definition\.": "Précisez fetch.encoding dans la définition.",
    r"Set (\w+) in the environment of the process that harvests\.":
        r"Définissez \1 dans l’environnement du processus qui moissonne.",
    r"Raise (fetch\.limits\.\w+), or harvest less\.": r"Augmentez \1, ou moissonnez moins.",
    r"Raise (fetch\.limits\.\w+) if the source is truly that large\.":
        r"Augmentez \1 si la source est vraiment si grande.",
    r"Give fetch\.url in its definition, or run carrefour harvest with --from FILE\.":
        "Donnez fetch.url dans sa définition, ou lancez carrefour harvest avec --from FICHIER.",
    # What became of the run.
    r"Carrefour failed to read it \((.*)\)\. Report this\.":
        r"Carrefour n’a pas su la lire (\1). C’est une erreur de notre part.",
    r"Carrefour failed \((.*)\)\. Report this\.":
        r"Carrefour a échoué (\1). C’est une erreur de notre part.",
    r"Carrefour cannot use its definition: ": "Carrefour ne peut employer sa définition : ",
    r"Carrefour is not ready: ": "Carrefour n’est pas prêt : ",
    r"stopped before its end; the next run does its work":
        "arrêtée avant sa fin ; la moisson suivante fera son travail",
    r"stopped before its end": "arrêtée avant sa fin",
    r"its process was killed \((\w+)\)": r"son processus a été tué (\1)",
    r"its process ended with status (\d+)\. Look at the worker's log\.":
        r"son processus s’est terminé avec le code \1. Voyez le journal de l’ouvrier.",
    r"a later harvest took its place": "une moisson plus récente l’a remplacée",
    # Why it is held.
    r"(\d+) of the (\d+) records that the source had are missing \(more than (\d+)%\)":
        r"\1 des \2 notices que la source avait manquent (plus de \3 %)",
    r"the source gave (\d+) records and never gives fewer than (\d+)":
        r"la source a donné \1 notices et n’en donne jamais moins de \2",
    r"'([^']*)' was filled in (\d+)% of the records and is in (\d+)%":
        r"« \1 » était rempli dans \2 % des notices et l’est dans \3 %",
}  # fmt: skip
_PHRASES = [(re.compile(english), french) for english, french in _FRENCH.items()]


def in_words(reason: str) -> str:
    """``reason`` in the language of the reader."""
    if (get_language() or "fr") != "fr":
        return reason
    for english, french in _PHRASES:
        reason = english.sub(french, reason)
    return reason
