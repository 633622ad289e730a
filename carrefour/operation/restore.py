"""Bringing a backup back.

Everything is laid out beside the installation and compared with its hashes before anything is
touched. Then files are put in place one by one, each in one step, and the database last, in one
transaction: whoever kills it may run it again.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from carrefour.catalogue.models import Sheet, Source
from carrefour.community.models import User
from carrefour.harvest.models import Worker
from carrefour.operation import archive, databases, kept
from carrefour.operation.backup import fingerprint
from carrefour.operation.errors import NotDone
from carrefour.operation.working import refuse_while_someone_works
from carrefour.pipeline.engine import search_engine
from carrefour.pipeline.gazetteer import gazetteer
from carrefour.pipeline.indexing import index_everything
from carrefour.pipeline.trouble import told
from carrefour.territory.gazetteer import GazetteerError

_PARTIAL = ".restoring-"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back, and what is left for the operator to do."""

    made_at: str
    rows: int
    files: int
    indexed: int
    remarks: list[str]


def check(path: Path) -> archive.Manifest:
    """Read the whole backup at ``path`` and compare it with its hashes. Raises `NotDone`."""
    try:
        return archive.read(path)
    except OSError as error:
        raise NotDone(f"{path} cannot be read: {error.strerror or error}") from error


def restore(path: Path, *, over: bool = False) -> Restored:
    """Bring the backup at ``path`` back into this installation.

    One that holds anything is left alone unless ``over``, one that a worker works at in any case.
    Raises `NotDone`.
    """
    var = Path(settings.VAR_DIR)
    try:
        _look(over=over)
        var.mkdir(parents=True, exist_ok=True)
        for left in var.glob(f"{_PARTIAL}*"):
            shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix=_PARTIAL, dir=var) as name:
            laid_out = Path(name)
            manifest = archive.read(path, laid_out)
            database = _matching(manifest)
            _put_in_place(manifest, laid_out)
            databases.load(laid_out / database)
            _compare(manifest)
            remarks = _put_key_in_place(manifest, laid_out)
    except (OSError, DatabaseError, sqlite3.Error) as error:
        raise NotDone(f"the backup was not brought back: {told(error) or error}") from error
    return _made_ready(manifest, remarks)


def _look(*, over: bool) -> None:
    """Refuse to write over what is there."""
    if databases.kind() == databases.SQLITE and not databases.size():
        return
    there = set(connection.introspection.table_names())
    if Worker._meta.db_table in there:
        refuse_while_someone_works()
    filled = [
        model._meta.verbose_name_plural
        for model in (Source, Sheet, User)
        if model._meta.db_table in there and model._default_manager.exists()
    ]
    if filled and not over:
        what = ", ".join(str(name) for name in filled)
        raise NotDone(
            f"this installation holds {what}: nothing was touched. Back it up, then say --over."
        )


def _matching(manifest: archive.Manifest) -> str:
    """The name of the database in the archive, once it is known that we can take it."""
    if manifest.database != databases.kind():
        raise NotDone(
            f"the backup is of {manifest.database} and this installation has {databases.kind()}: "
            "set CARREFOUR_DATABASE_URL as it was there."
        )
    name = databases.NAMES[databases.kind()]
    if name not in manifest.files:
        raise NotDone("the backup holds no database.")
    known = {f"{room}.{one}" for room, one in MigrationLoader(None).disk_migrations}
    rooms = {one.partition(".")[0] for one in known}
    told = [one for one in manifest.migrations if one.partition(".")[0] in rooms]
    unknown = [one for one in told if one not in known]
    if unknown:
        raise NotDone(
            f"the backup is of a newer Carrefour ({manifest.version}, {unknown[-1]}): "
            "install that one first."
        )
    return name


def _put_in_place(manifest: archive.Manifest, laid_out: Path) -> None:
    """Move each file to where it belongs, but for the database and the secret key."""
    for name in manifest.files:
        if name in databases.NAMES.values() or name == kept.SECRET:
            continue
        to = kept.place(name)
        if to is None:
            raise NotDone(f"'{name}' has no place in a backup.")
        to.parent.mkdir(parents=True, exist_ok=True)
        (laid_out / name).replace(to)


def _put_key_in_place(manifest: archive.Manifest, laid_out: Path) -> list[str]:
    """Bring the secret key back if the backup holds it; gives what to say of it."""
    if kept.SECRET in manifest.files:
        (laid_out / kept.SECRET).chmod(0o600)
        (laid_out / kept.SECRET).replace(Path(settings.VAR_DIR) / kept.SECRET)
        if not settings.SECRET_KEY_FROM_ENVIRONMENT:
            return []
    if fingerprint(settings.SECRET_KEY) == manifest.key:
        return []
    return [_OTHER_KEY_SET if kept.SECRET in manifest.files else _OTHER_KEY]


_OTHER_KEY = (
    "The secret key is not the one that the backup was made with: second steps of accounts, links "
    "in mails and sessions do not hold any more. Put the old key in place if you have it."
)
_OTHER_KEY_SET = (
    "CARREFOUR_SECRET_KEY is not the key of the backup: take it out of the environment, so that "
    "the one that was brought back holds."
)


def _compare(manifest: archive.Manifest) -> None:
    rows = databases.rows()
    wrong = [name for name, count in manifest.rows.items() if rows.get(name) != count]
    if wrong:
        raise NotDone(f"the database does not hold what the backup tells: {', '.join(wrong[:5])}.")


def _made_ready(manifest: archive.Manifest, remarks: list[str]) -> Restored:
    """Bring the database to the present version, and make anew what a backup leaves out."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    Worker.objects.all().delete()  # none of them works here
    gazetteer.cache_clear()
    search_engine.cache_clear()
    indexed = 0
    try:
        indexed = index_everything(search_engine())
    except GazetteerError as error:
        remarks = [*remarks, f"{error} Then run 'carrefour index'."]
    held = sum(manifest.rows.values())
    return Restored(manifest.made_at, held, len(manifest.files), indexed, remarks)
