"""Files: rights, what is built, and the libraries."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from django.conf import settings
from packaging.requirements import Requirement

from carrefour import __version__
from carrefour.operation.finding import Finding, broken, doubtful, fine


def rights() -> Finding:
    """Whether we can write to the folder, and others cannot read the database."""
    folder = Path(settings.VAR_DIR)
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        cure = "give the folder to the user that Carrefour runs as (chown)"
        return broken("rights", f"{folder} cannot be written to: {error.strerror}", cure)
    database = folder / "carrefour.sqlite3"
    exposed = database.exists() and database.stat().st_mode & 0o006
    if folder.stat().st_mode & 0o002 or (exposed and folder.stat().st_mode & 0o001):
        told = f"everyone on this machine can read what {folder} holds of people"
        return broken("rights", told, f"chmod o-rwx {folder}")
    return fine("rights", f"{folder} is ours")


def user() -> Finding:
    """Whether a fault of ours would have the rights of root."""
    if os.geteuid() == 0:
        told = "Carrefour runs as root, and Chromium without its sandbox"
        return doubtful("user", told, "run it as a user of its own")
    return fine("user", "not root")


def static() -> Finding:
    """Whether the static files are built, collected, and as new as the code."""
    ours = settings.PACKAGE_DIR / "web" / "static" / "dist"
    if not (ours / "site.css").is_file():
        return broken("static files", "they were not built", "npm ci && npm run build")
    collected = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not collected.is_file():
        return broken("static files", "they were not collected", "carrefour setup")
    newest = max(path.stat().st_mtime for path in ours.rglob("*") if path.is_file())
    if newest > collected.stat().st_mtime:
        return doubtful("static files", "they are older than the code", "carrefour setup")
    return fine("static files", "built and collected")


def translations(package: Path | None = None) -> Finding:
    """Whether the English texts are compiled, and as new as their sources."""
    package = package or settings.PACKAGE_DIR
    folders = [path for path in package.glob("**/locale/*/LC_MESSAGES") if path.is_dir()]
    old = [path for path in folders if not _compiled(path)]
    if old:
        where = old[0].relative_to(package)
        told = f"{len(old)} are not compiled, or are old, such as {where}"
        return doubtful("translations", told, "make setup")
    return fine("translations", f"{len(folders)} are compiled")


def versions(requirements: Iterable[str] | None = None) -> Finding:
    """Whether the libraries are of the versions that this one asks for."""
    asked = metadata.requires("carrefour") if requirements is None else requirements
    wrong = []
    for line in asked or []:
        one = Requirement(line)
        if one.marker and not one.marker.evaluate():
            continue
        try:
            found = metadata.version(one.name)
        except metadata.PackageNotFoundError:
            found = "not installed"
        if found == "not installed" or not one.specifier.contains(found, prereleases=True):
            wrong.append(f"{one} ({found})")
    if wrong:
        cure = "pip install --require-hashes -r requirements.lock"
        return broken("versions", f"wanted: {', '.join(wrong)}", cure)
    return fine("versions", f"Carrefour {__version__}, and all libraries as it asks")


def _compiled(folder: Path) -> bool:
    source, compiled = folder / "django.po", folder / "django.mo"
    if not compiled.is_file():
        return False
    return not source.is_file() or compiled.stat().st_mtime >= source.stat().st_mtime
