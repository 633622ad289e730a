"""What searching needs: the index, in step with the sheets, and the gazetteer."""

from __future__ import annotations

from django.conf import settings

from carrefour.catalogue.models import Sheet
from carrefour.operation.finding import Finding, broken, doubtful, fine
from carrefour.pipeline.engine import search_engine
from carrefour.pipeline.indexing import waiting as to_index
from carrefour.search.engine import SearchResting
from carrefour.search.opensearch.engine import OpenSearchEngine
from carrefour.search.query import Query
from carrefour.territory.gazetteer import Gazetteer, GazetteerError


def engine() -> Finding:
    """Who searches, and how a cluster stands."""
    held = search_engine()
    if not isinstance(held, OpenSearchEngine):
        return fine("search engine", "Tantivy, over files of this machine")
    cure = "start its nodes, and look at CARREFOUR_OPENSEARCH_URL"
    try:
        cluster = held.health()
    except SearchResting as error:
        return broken("search engine", str(error), cure)
    told = f"OpenSearch {cluster.version}, {cluster.nodes} nodes, {cluster.status}"
    if cluster.status == "red":
        return broken("search engine", told, "start the nodes that are down")
    if cluster.status == "yellow":
        cure = "start the node that is down, or a second one: copies have no place"
        return doubtful("search engine", told, cure)
    return fine("search engine", told)


def index() -> Finding:
    """Whether there is an index of the present schema that can be searched."""
    try:
        search_engine().search(Query(), limit=1)
    except SearchResting as resting:
        told = str(resting).partition(": ")[0]
        return broken("index", told, "carrefour index")
    return fine("index", "it answers")


def in_step() -> Finding:
    """Whether the index holds the sheets that are shown."""
    try:
        held = search_engine().search(Query(), limit=0).total
    except SearchResting:
        return broken("sheets in the index", "there is none", "carrefour index")
    shown = Sheet.objects.filter(withdrawn_at=None).count()
    waiting = to_index().count()
    if waiting:
        told = f"{waiting} sheets wait for it"
        return doubtful("sheets in the index", told, "start carrefour worker, or carrefour index")
    if held != shown:
        told = f"it holds {held}, and {shown} are shown"
        return doubtful("sheets in the index", told, "carrefour index")
    return fine("sheets in the index", f"all {shown}")


def gazetteer() -> Finding:
    """Whether places can be told."""
    try:
        known = Gazetteer.load(settings.GAZETTEER_PATH)
    except GazetteerError as error:
        return broken("gazetteer", str(error), "carrefour territories build")
    return fine("gazetteer", f"{len(known.territories)} territories")
