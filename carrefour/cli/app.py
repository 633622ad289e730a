"""The commands, each a few lines over the pipeline."""

from __future__ import annotations

import os
import secrets
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from carrefour.cli.backups import backup, restore
from carrefour.cli.bounces import bounces
from carrefour.cli.doctor import doctor
from carrefour.cli.duplicates import duplicates
from carrefour.cli.ending import ended
from carrefour.cli.moving import move
from carrefour.cli.opendata import dump, federate
from carrefour.cli.operators import operators
from carrefour.cli.organisations import organisations
from carrefour.cli.runs import runs
from carrefour.cli.sheets import sheets
from carrefour.cli.sources import definition_named, sources
from carrefour.cli.synonyms import synonyms
from carrefour.cli.tags import decisions, tags
from carrefour.cli.territories import build_territories, territories
from carrefour.cli.training import suggest, train
from carrefour.cli.upkeep import images, links, quality
from carrefour.cli.watchers import unwatch, watch
from carrefour.cli.worker import do, worker

if TYPE_CHECKING:
    from carrefour.catalogue.definition import SourceDefinition
    from carrefour.harvest.connectors import Origin

app = typer.Typer(
    help="Harvest, structure, locate and search the social innovations of France.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.add_typer(sources, name="source")
app.add_typer(territories, name="territories")
app.add_typer(operators, name="operator")
app.add_typer(runs, name="runs")
app.add_typer(sheets, name="sheet")
app.add_typer(tags, name="tags")
app.add_typer(decisions, name="decisions")
app.add_typer(duplicates, name="duplicates")
app.add_typer(organisations, name="organisations")
app.add_typer(images, name="images")
app.add_typer(links, name="links")
app.add_typer(move, name="move")
app.command()(quality)
app.command()(bounces)
app.command()(backup)
app.command()(restore)
app.command()(doctor)
app.command()(train)
app.command()(suggest)
app.command()(synonyms)
app.command()(dump)
app.command()(federate)
app.command()(worker)
app.command(hidden=True)(do)
sources.command()(watch)
sources.command()(unwatch)

out, err = Console(), Console(stderr=True)
Names = Annotated[list[str] | None, typer.Argument(help="Ids of sources, or YAML files")]
_WORKER = [sys.executable, "-m", "carrefour.cli", "worker"]
_THREADS = 4  # of each process of the site
_OF_THIS_MACHINE = ("127.0.0.1", "localhost", "::1", "[::1]")
Copy = Annotated[Path | None, typer.Option("--from", help="Read this local copy instead")]


def main() -> None:
    """Set Django up, then run the command that was typed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carrefour.settings")
    import django

    django.setup()
    from django.conf import settings

    from carrefour.observation.lines import log_faults
    from carrefour.observation.spans import begin_traces

    begin_traces("command")
    if settings.LOG == "json":
        log_faults()
    from carrefour.pipeline.trouble import told

    try:
        app()
    except Exception as error:
        if not (trouble := told(error)):
            raise
        ended(f"Carrefour stopped: {trouble}.", soft_wrap=True)
        sys.exit(1)


@app.command()
def setup() -> None:
    """Prepare a new installation: database, gazetteer, static files."""
    from django.conf import settings
    from django.core.management import call_command

    from carrefour.operation.errors import NotDone
    from carrefour.operation.upgrading import upgrade

    try:
        upgrade()
    except NotDone as error:
        raise ended(error, soft_wrap=True) from error
    if not settings.GAZETTEER_PATH.exists():
        build_territories()
    call_command("collectstatic", verbosity=0, interactive=False)
    out.print("Carrefour is ready.")


@app.command()
def harvest(
    names: Names = None,
    copy: Copy = None,
    accept_loss: Annotated[
        bool, typer.Option("--accept-loss", help="Withdraw what is gone, however much it is")
    ] = False,
) -> None:
    """Harvest sources, all of them when none is named, and report on each."""
    from carrefour.catalogue.definition_file import DefinitionError
    from carrefour.cli.reports import progress_bar, show
    from carrefour.pipeline.alone import AlreadyRunning
    from carrefour.pipeline.harvesting import harvest as run
    from carrefour.pipeline.registry import UnknownSource, find_definition, known_sources
    from carrefour.territory.gazetteer import GazetteerError

    if copy is not None and len(names or []) != 1:
        raise typer.BadParameter("--from goes with exactly one source")
    failed = 0
    for name in names or known_sources():
        try:
            definition = find_definition(name)
            if not (names or definition.fetch.reachable):
                continue
            key = definition.fetch.key
            if not names and key and not os.environ.get(key.env):
                out.print(f"{name}: passed over, since {key.env} is not set", style="yellow")
                continue
            with progress_bar(definition.title) as progress:
                report = run(
                    definition,
                    _origin(definition, copy),
                    accept_loss=accept_loss,
                    progress=progress,
                )
        except (AlreadyRunning, DefinitionError, GazetteerError, UnknownSource) as error:
            err.print(str(error), style="red", markup=False, highlight=False)
            failed += 1
            continue
        show(report)
        failed += bool(report.error or report.held)
    if failed:
        raise typer.Exit(1)


@app.command()
def rebuild(names: Names = None) -> None:
    """Structure, locate and merge the kept records again, then index everything anew."""
    from carrefour.catalogue.models import Source
    from carrefour.cli.reports import progress_bar, show
    from carrefour.pipeline.alone import AlreadyRunning
    from carrefour.pipeline.engine import search_engine
    from carrefour.pipeline.harvesting import rebuild as run
    from carrefour.pipeline.indexing import index_everything
    from carrefour.pipeline.twins import find_what_waits

    passed_over = 0
    for source in Source.objects.filter(**({"pk__in": names} if names else {})):
        try:
            with progress_bar(source.title) as progress:
                report = run(source, progress)
        except AlreadyRunning as error:
            err.print(str(error), style="red", markup=False, highlight=False)
            passed_over += 1
            continue
        show(report)
    find_what_waits()
    out.print(f"{index_everything(search_engine())} sheets indexed")
    if passed_over:
        raise typer.Exit(1)


@app.command()
def index(
    waiting: Annotated[
        bool, typer.Option("--waiting", help="Only what waits for it, if there is a sound one")
    ] = False,
) -> None:
    """Build the search index anew from all sheets."""
    from carrefour.pipeline.engine import search_engine
    from carrefour.pipeline.indexing import bring_up_to_date, index_everything

    bring = bring_up_to_date if waiting else index_everything
    out.print(f"{bring(search_engine())} sheets indexed")


@app.command()
def serve(
    host: str = "127.0.0.1",
    port: Annotated[int, typer.Option(help="0 takes any free port")] = 8000,
    workers: Annotated[int, typer.Option(help="Processes")] = 2,
    with_worker: Annotated[
        bool, typer.Option("--worker", help="Run a worker that harvests beside it")
    ] = False,
) -> None:
    """Serve the site with gunicorn, behind a proxy: each slow client would hold a thread."""
    from django.conf import settings

    from carrefour.cli.together import run_together
    from carrefour.observation.figures import share_figures

    out.print(f"Carrefour: http://{host}:{port}/")
    if host not in _OF_THIS_MACHINE and not settings.PROXIES:
        held = (
            f"{workers * _THREADS} slow clients are enough to hold this site: put nginx before it"
        )
        err.print(
            f"{held} (deploy/nginx), and its address in CARREFOUR_PROXIES.",
            style="yellow",
            soft_wrap=True,
        )
    # glibc would keep a heap for each thread, and freed memory in each of them.
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    share_figures()
    site = _gunicorn(host, port, workers)
    if with_worker:
        raise typer.Exit(run_together([site, _WORKER]))
    os.execv(sys.executable, site)  # noqa: S606


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Port of the site")] = 8000,
    only_harvest: Annotated[bool, typer.Option("--only-harvest", help="Do not serve")] = False,
) -> None:
    """Serve the example partners on loopback, harvest them for real, then serve the site."""
    from carrefour.cli.reports import progress_bar, show
    from carrefour.cli.together import run_together
    from carrefour.demo.collective import gather
    from carrefour.demo.server import PORT, SOURCES, serving
    from carrefour.pipeline.harvesting import harvest as run
    from carrefour.pipeline.origins import remote
    from carrefour.pipeline.pictures import fetch_pictures

    setup()
    with ExitStack() as stack:
        try:
            address = stack.enter_context(serving())
        except OSError as error:
            err.print(f"The partners need port {PORT}: {error.strerror}.", style="red")
            raise typer.Exit(1) from error
        for path in SOURCES:
            definition = definition_named(str(path))
            origin = remote(definition.id, allowed_private=frozenset({address}))
            with progress_bar(definition.title) as progress:
                report = run(definition, origin, progress=progress)
            show(report)
        with progress_bar("images", {"fetch": "fetched"}) as progress:
            fetch_pictures(
                1_000, progress=lambda count: progress("fetch", count), ours=frozenset({address})
            )
        password = secrets.token_urlsafe(9)
        camille = gather(password)
        if only_harvest:
            return
        out.print(f"The partners: http://{address}/")
        out.print(f"Carrefour: http://127.0.0.1:{port}/")
        # The partners stay: the site leads to their pages, and whoever signs in at the desk can
        # harvest them again.
        os.environ |= {
            "CARREFOUR_SOURCES": str(SOURCES[0].parent),
            "CARREFOUR_ALLOW_PRIVATE": address,
            "CARREFOUR_INSECURE_COOKIES": "1",
            "CARREFOUR_SECOND_STEP": "free",
        }
        out.print(f"Sign in, there and at the desk (/pilotage/): {camille.email}, {password}")
        status = run_together([_gunicorn("127.0.0.1", port, 2), _WORKER])
    raise typer.Exit(status)


def _gunicorn(host: str, port: int, workers: int) -> list[str]:
    """The command that serves the site."""
    from django.conf import settings

    command = [sys.executable, "-m", "gunicorn", "carrefour.wsgi:application"]
    command += ["--bind", f"{host}:{port}", "--workers", str(workers)]
    command += ["--threads", str(_THREADS)]
    command += ["--logger-class", "carrefour.observation.serving.Lines"]
    return [*command, "--preload", "--log-level", settings.LOG_LEVEL.lower()]


def _origin(definition: SourceDefinition, copy: Path | None) -> Origin:
    from carrefour.harvest.connectors import LocalFile
    from carrefour.pipeline.origins import origin_of

    return LocalFile(copy) if copy else origin_of(definition)
