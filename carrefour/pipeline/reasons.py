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
    # What an image was.
    r"it is no JPEG, PNG, WebP, GIF or AVIF image":
        "ce n’est pas une image JPEG, PNG, WebP, GIF ou AVIF",
    r"it has far too many pixels": "l’image a beaucoup trop de pixels",
    r"it has more than ([\d,]+) pixels": r"l’image a plus de \1 pixels",
    r"it is a mere (\d+) by (\d+) pixels": r"l’image n’a que \1 pixels sur \2",
    r"the image is broken \(": "l’image est abîmée (",
    # What the document was.
    r"the answer: is a web page, not data": "la réponse est une page web et non des données",
    r"is a web page, not data": "est une page web et non des données",
    r"the document: not JSON \(": "le document n’est pas du JSON (",
    r"not JSON \(": "n’est pas du JSON (",
    r"the sitemap cannot be unpacked \(": "le plan du site ne peut être décompressé (",
    r"the sitemap unpacks to over ([\d,]+) bytes":
        r"le plan du site dépasse \1 octets une fois décompressé",
    r"the sitemap was cut short": "le plan du site a été coupé",
    r"its sitemap names no page": "son plan ne nomme aucune page",
    r"none of the (\d+) pages of its sitemap matches '([^']*)'":
        r"aucune des \1 pages de son plan ne répond à « \2 »",
    r"cannot be unpacked \(": "ne peut être décompressé (",
    r"unpacks to over ([\d,]+) bytes": r"dépasse \1 octets une fois décompressé",
    r"the archive: holds (\d+) files": r"l’archive contient \1 fichiers",
    r"holds no '([^']*)'": r"ne contient pas « \1 »",
    r"holds (\d+) files": r"contient \1 fichiers",
    r"the file is empty": "le fichier est vide",
    r"there is no such file or folder": "ce fichier ou dossier n’existe pas",
    r"there is no such file": "ce fichier n’existe pas",
    r"the folder holds no saved page": "le dossier ne contient aucune page",
    r"gives a page that came before": "redonne une page déjà lue",
    r"leads back to a page that came before": "ramène à une page déjà lue",
    r"only repeats records that came before": "ne fait que répéter des notices déjà lues",
    r"holds ([\d,]+) records, and its portal pages ([\d,]+) at the most":
        r"compte \1 notices, et son portail n’en donne que \2 page à page",
    r"gives the same items as (\S+): the pages go round":
        r"redonne les notices de \1 : les pages tournent en rond",
    r"the source: gives over (\d+) records": r"la source donne plus de \1 notices",
    r"gives over (\d+) records": r"donne plus de \1 notices",
    r"leads to no list": "ne mène à aucune liste",
    r"leads to no object": "ne mène à aucun objet",
    r"nested too deeply": "imbriqué trop profondément",
    r"gave no record at all": "n’a donné aucune notice",
    r"the source has no public address": "la source n’a pas d’adresse publique",
    r"is broken \(([^)]*)\); (\d+) entries were read":
        r"est abîmé (\1) ; \2 entrées ont été lues",
    r"is broken \(": "est abîmé (",
    r"cannot be read \(": "ne peut être lu (",
    r"is no address \(": "n’est pas une adresse (",
    r"is no RDF that can be read \(": "n’est pas du RDF lisible (",
    r"is no XML that can be read \(": "n’est pas du XML lisible (",
    r"is no feed that can be read \(": "n’est pas un flux lisible (",
    r"is no answer of OAI-PMH": "n’est pas une réponse OAI-PMH",
    r"is no list of posts": "n’est pas une liste d’articles",
    r"is no recording \(": "n’est pas un enregistrement (",
    r"is no sitemap but '([^']*)'": r"n’est pas un plan de site mais « \1 »",
    r"is no sitemap": "n’est pas un plan de site",
    r"is no web page but '([^']*)'": r"n’est pas une page web mais « \1 »",
    r"is no workbook \(": "n’est pas un classeur (",
    r"is an old \.xls file": "est un ancien fichier .xls",
    r"is not in the recording": "n’est pas dans l’enregistrement",
    r"is not shared": "n’est pas partagée",
    r"is not what a map's API gives": "n’est pas ce que donne l’API d’une carte",
    r"is too large for a web page": "est trop grand pour une page web",
    r"has ([\d,]+) bytes; no web page is so large":
        r"fait \1 octets ; aucune page web n’est si grande",
    r"has (\d+) cells where the header has (\d+); check its quotes":
        r"a \1 cellules quand l’en-tête en a \2 ; vérifiez ses guillemets",
    r"has no id: record_id '([^']*)' gives nothing":
        r"n’a pas d’identifiant : record_id « \1 » ne donne rien",
    r"has no title; the source must name the project":
        "n’a pas de titre ; la source doit nommer le projet",
    r"has no title: '([^']*)' names nothing; the source must name the project":
        r"n’a pas de titre : « \1 » ne nomme rien ; la source doit nommer le projet",
    r"is not ([\w-]+)": r"n’est pas \1",
    r"asks for a token": "demande un jeton",
    r"the key (\w+) holds characters that no header can carry":
        r"la clé \1 contient des caractères qu’aucun en-tête ne porte",
    r"the portal has no dataset '([^']*)'": r"le portail n’a pas de jeu de données « \1 »",
    r"the portal refuses this filter": "le portail refuse ce filtre",
    r"no resource of '([^']*)' is (\S+)": r"aucune ressource de « \1 » n’est \2",
    r"'([^']*)' has no resource '([^']*)'": r"« \1 » n’a pas de ressource « \2 »",
    r"the repository answers (\S+) \(": r"l’entrepôt répond \1 (",
    r"the site has no content type '([^']*)'": r"le site n’a pas de type de contenu « \1 »",
    r"the selector '?(\w+)'? \((.*?)\) finds nothing; the layout may have changed":
        r"le sélecteur « \1 » (\2) ne trouve rien ; la page a peut-être changé",
    r"the selector '?(\w+)'? \((.*?)\) finds nothing":
        r"le sélecteur « \1 » (\2) ne trouve rien",
    r"'([^']*)' cannot be evaluated \(": r"« \1 » ne peut être évalué (",
    r"there is no '([^']*)'": r"il n’y a pas de « \1 »",
    # What a browser met.
    r"the browser fails at it \(": "le navigateur n’y arrive pas (",
    r"'([^']*)' does not appear within ([\d.]+) s": r"« \1 » n’apparaît pas en \2 s",
    r"'([^']*)' is still there after (\d+) clicks": r"« \1 » est encore là après \2 clics",
    r"it still grows after (\d+) scrolls": r"elle grandit encore après \1 défilements",
    r"its scripts do not come to an end within ([\d.]+) s": r"ses scripts ne finissent pas en \1 s",
    r"takes longer than ([\d.]+) s": r"prend plus de \1 s",
    r"Chromium does not start \(": "Chromium ne démarre pas (",
    r"CARREFOUR_CHROMIUM is '([^']*)', and no program is there":
        r"CARREFOUR_CHROMIUM vaut « \1 », et il n’y a pas de programme à cet endroit",
    r"there is no Chromium on this machine": "il n’y a pas de Chromium sur cette machine",
    r"it got stuck: no sign of life for ([\d.]+) s":
        r"elle s’est figée : aucun signe de vie pendant \1 s",
    r"goes on after its limit of minutes": "continue au-delà de sa limite de minutes",
    r"the crawl: stopped before its end \(": "la visite s’est arrêtée avant sa fin (",
    r"stopped before its end \(": "arrêtée avant sa fin (",
    # Where it was.
    r"the answer: ": "la réponse : ",
    r"the archive: ": "l’archive : ",
    r"the crawl: ": "la visite : ",
    r"the document: ": "le document : ",
    r"the feed: ": "le flux : ",
    r"the file: ": "le fichier : ",
    r"the map: ": "la carte : ",
    r"the sheet: ": "la feuille : ",
    r"the source: ": "la source : ",
    r"the table: ": "le tableau : ",
    r"the workbook: ": "le classeur : ",
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
    r"Check --from\.": "Vérifiez --from.",
    r"Check (fetch\.\w+); a site that repeats its last page needs \{by: link\}\.":
        r"Vérifiez \1 ; un site qui répète sa dernière page demande {by: link}.",
    r"Check that fetch\.url is the base address of an OAI-PMH repository\.":
        "Vérifiez que fetch.url est l’adresse de base d’un entrepôt OAI-PMH.",
    r"Check that fetch\.url is the first page of a (\w+) (?:map|site)\.":
        r"Vérifiez que fetch.url est la première page d’un site \1.",
    r"Check the address, or tell the source's owner\.":
        "Vérifiez l’adresse, ou prévenez le propriétaire de la source.",
    r"Check the address\.": "Vérifiez l’adresse.",
    r"Check the file\.": "Vérifiez le fichier.",
    r"Ask its administrators for one; name it in fetch\.key, with parameter: token\.":
        "Demandez-en un à ses administrateurs ; nommez-le dans fetch.key, avec parameter: token.",
    r"Copy it again from the source's owner\.": "Recopiez-la de chez son propriétaire.",
    r"Correct fetch\.match\.": "Corrigez fetch.match.",
    r"Correct the selector\.": "Corrigez le sélecteur.",
    r"Give --from FILE\.": "Donnez --from FICHIER.",
    r"Give --from FOLDER\.": "Donnez --from DOSSIER.",
    r"Give the path of Chromium\.": "Donnez le chemin de Chromium.",
    r"Install it \(apt-get install chromium\), or give its path in CARREFOUR_CHROMIUM\.":
        "Installez-le (apt-get install chromium), ou donnez son chemin dans CARREFOUR_CHROMIUM.",
    r"It has: ": "Il a : ",
    r"Its id is in the address of its page; check fetch\.url too\.":
        "Son identifiant est dans l’adresse de sa page ; vérifiez aussi fetch.url.",
    r"Leave fetch\.keyed out if it is a list\.": "Retirez fetch.keyed si c’est une liste.",
    r"Look for a regular expression or selector that takes too long\.":
        "Cherchez une expression régulière ou un sélecteur qui prend trop de temps.",
    r"Make it with 'carrefour source record'\.": "Faites-le avec « carrefour source record ».",
    r"Name one of them in fetch\.member: ": "Nommez l’un d’eux dans fetch.member : ",
    r"Record the source again\.": "Enregistrez la source de nouveau.",
    r"Report this\.": "Signalez-le-nous.",
    r"Run it by hand as the user who harvests, to see what it lacks\.":
        "Lancez-le à la main comme l’utilisateur qui moissonne, pour voir ce qui lui manque.",
    r"Save it as \.xlsx\.": "Enregistrez-le en .xlsx.",
    r"Save the pages there, each as a file that ends in \.html\.":
        "Enregistrez-y les pages, chacune dans un fichier en .html.",
    r"Narrow it with fetch\.where, or ask the portal's owner for leave to export it and "
    r"say so in fetch\.pace\.despite_robots\.":
        "Réduisez-le par fetch.where, ou demandez au portail le droit de l’exporter et dites-le "
        "dans fetch.pace.despite_robots.",
    r"Select addresses of web pages only\.": "Ne choisissez que des adresses de pages web.",
    r"Share it with everyone who has its link, and check fetch\.document and fetch\.sheet\.":
        "Partagez-la avec toute personne qui a le lien, et vérifiez fetch.document et fetch.sheet.",
    r"Tell the repository's owner: its list never ends\.":
        "Prévenez le propriétaire de l’entrepôt : sa liste ne finit jamais.",
    r"Tell the repository's owner\.": "Prévenez le propriétaire de l’entrepôt.",
    r"The document holds: ": "Le document contient : ",
    r"Try it in the portal's own API console\.": "Essayez-le dans la console d’API du portail.",
    r"Try later, or tell the source\.": "Réessayez plus tard, ou prévenez la source.",
    r"Use a name such as cp1252\.": "Employez un nom comme cp1252.",
    r"Use one of:? ": "Employez l’un de : ",
    # What became of the run.
    r"Carrefour failed to read it \(": "Carrefour n’a pas su la lire (",
    r"Carrefour failed \(": "Carrefour a échoué (",
    r"Carrefour cannot use its definition: ": "Carrefour ne peut employer sa définition : ",
    r"Carrefour is not ready: ": "Carrefour n’est pas prêt : ",
    r"Carrefour stopped: ": "Carrefour s’est arrêté : ",
    r"the disk of (\S+) is full": r"le disque de \1 est plein",
    r"Make room there; nothing that was kept is lost":
        "Faites-y de la place ; rien de ce qui était gardé n’est perdu",
    r"the database is held by another process": "un autre processus tient la base de données",
    r"Try again when that has ended": "Réessayez quand il aura fini",
    r"the database does not answer": "la base de données ne répond pas",
    r"the database did not answer": "la base de données ne répondait pas",
    r"Try again when it does": "Réessayez quand elle répondra",
    r"stopped before its end; the next run does its work":
        "arrêtée avant sa fin ; la moisson suivante fera son travail",
    r"stopped before its end": "arrêtée avant sa fin",
    r"its process was killed \((\w+)\)": r"son processus a été tué (\1)",
    r"its process ended with status (\d+)\. Look at the worker's log\.":
        r"son processus s’est terminé avec le code \1. Voyez le journal du processus de fond.",
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
