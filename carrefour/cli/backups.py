"""`carrefour backup` and `carrefour restore`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from carrefour.cli.ending import ended

out = Console(highlight=False)


def backup(
    to: Annotated[Path, typer.Argument(help="A folder, or a file that ends in .tar.gz")],
    with_secrets: Annotated[
        bool, typer.Option("--with-secrets", help="Put the secret key in as well")
    ] = False,
    keep: Annotated[
        int | None, typer.Option("--keep", min=1, help="Keep so many in that folder")
    ] = None,
) -> None:
    """Back everything up that cannot be made again; the site may run meanwhile."""
    from carrefour.operation.backup import make
    from carrefour.operation.errors import NotDone

    try:
        made = make(to, with_secrets=with_secrets, keep=keep)
    except NotDone as error:
        raise ended(error, soft_wrap=True) from error
    size = made.path.stat().st_size / 1e6
    told = f"{made.path}: {made.rows} rows and {made.files} files, {size:.1f} MB"
    out.print(told, markup=False, soft_wrap=True)
    for path in made.dropped:
        out.print(f"{path.name} is dropped", markup=False)


def restore(
    path: Annotated[Path, typer.Argument(metavar="FROM", help="The file of a backup")],
    over: Annotated[
        bool, typer.Option("--over", help="Replace what this installation holds")
    ] = False,
    only_check: Annotated[
        bool, typer.Option("--check", help="Only compare the backup with its hashes")
    ] = False,
) -> None:
    """Bring a backup back, verified first; stop the site and the worker before."""
    from carrefour.operation import restore as restoring
    from carrefour.operation.errors import NotDone

    try:
        if only_check:
            manifest = restoring.check(path)
            held = f"{sum(manifest.rows.values())} rows and {len(manifest.files)} files"
            out.print(f"{path} is whole: {held}, of {manifest.made_at}", soft_wrap=True)
            return
        done = restoring.restore(path, over=over)
    except NotDone as error:
        raise ended(error, soft_wrap=True) from error
    told = f"{done.rows} rows and {done.files} files of {done.made_at}"
    out.print(f"Brought back {told}; {done.indexed} sheets indexed.", soft_wrap=True)
    for remark in done.remarks:
        out.print(remark, style="yellow", markup=False, soft_wrap=True)
