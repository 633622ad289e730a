"""What the process that a worker starts for one run does: harvest it, or apply it."""

from __future__ import annotations

import logging
import sys

from django.db import Error

from carrefour.catalogue.definition_file import DefinitionError
from carrefour.harvest.connectors import Remote
from carrefour.harvest.models import Run
from carrefour.observation.spans import span
from carrefour.observation.work import at_work_on
from carrefour.pipeline.alone import AlreadyRunning, receive
from carrefour.pipeline.harvesting import NotHeld, accept, harvest
from carrefour.pipeline.origins import origin_of
from carrefour.pipeline.queue import GONE, end_early, put_back
from carrefour.pipeline.schedules import current_definition
from carrefour.pipeline.trouble import is_gone, told
from carrefour.territory.gazetteer import GazetteerError

log = logging.getLogger(__name__)
_State = Run.State


def do(run_id: int, right: int) -> None:
    """Do the work of the run of that id, which was claimed; however it ends, the run says so.

    ``right`` is the descriptor of the right to change its source. Where the database is gone, so
    that nothing can be said, the process ends with `GONE`.
    """
    try:
        _do_claimed(run_id, right)
    except Error as error:
        if not is_gone(error):
            raise
        log.error("run %s cannot say how it ends: %s", run_id, told(error))
        sys.exit(GONE)


def _do_claimed(run_id: int, right: int) -> None:
    run = Run.objects.select_related("source").get(pk=run_id)
    receive(run.source_id, right)
    about: dict[str, str | int] = {
        "run": run.pk,
        "source": run.source_id,
        "request": run.request_id,
    }
    with at_work_on(**about), span("job", about):
        _do(run)


def _do(run: Run) -> None:
    try:
        if run.state == _State.HELD:
            accept(run, run.decided_by)
        else:
            _harvest(run)
    except (AlreadyRunning, NotHeld) as error:
        log.warning("the run waits again: %s", error)
        put_back(run)
    except DefinitionError as error:
        _fail(run, f"{run.source_id}: Carrefour cannot use its definition: {error}")
    except GazetteerError as error:
        _fail(run, f"{run.source_id}: Carrefour is not ready: {error}")
    except Exception as error:
        if is_gone(error):
            raise
        log.exception("the run failed")
        if trouble := told(error):
            _fail(run, f"{run.source_id}: Carrefour stopped: {trouble}.")
            return
        reason = f"{type(error).__name__}: {error}"
        _fail(run, f"{run.source_id}: Carrefour failed ({reason}). Report this.")


def _harvest(run: Run) -> None:
    definition = current_definition(run.source)
    origin = origin_of(definition)
    if isinstance(origin, Remote) and not definition.fetch.reachable:
        cure = "Give fetch.url in its definition, or run carrefour harvest with --from FILE."
        _fail(run, f"{run.source_id}: the source has no public address. {cure}")
        return
    harvest(definition, origin, run=run)
    if run.state == _State.INTERRUPTED:
        put_back(run)


def _fail(run: Run, error: str) -> None:
    """Say on ``run`` why it could not be done; one that is held waits for a decision again."""
    held = Run.objects.filter(pk=run.pk, state=_State.HELD)
    if held.update(decided_by="", error=error):
        log.error("%s", error)
        return
    end_early(run, _State.FAILED, error)
