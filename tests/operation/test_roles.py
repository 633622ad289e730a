"""The role that serves changes rows and nothing else, the one that reads sees no people."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests import databases
from tests.databases import Served, address
from tests.harvest.conftest import partner
from tests.installation import Installation, wait_for
from tests.operation import on_postgresql
from tests.postgresql import program

__all__ = ["partner"]
pytestmark = on_postgresql.only
ROLES = Path(__file__).resolve().parents[2] / "deploy/postgresql/roles.sql"

_NOT_ALLOWED = psycopg.errors.InsufficientPrivilege


class As(Served):
    """The same database, for another role."""

    def __init__(self, database: Served, role: str) -> None:
        self.name = database.name
        self.url = address(self.name, role)


def grant(database: Served) -> None:
    """Run roles.sql there, as an operator does."""
    subprocess.run(
        [program("psql"), "--no-psqlrc", "--quiet", "--dbname", database.url, "--file", ROLES],
        env={**os.environ, "SITE_PASSWORD": "it's a secret"},
        check=True, capture_output=True, text=True,
    )  # fmt: skip


@pytest.fixture
def owned(tmp_path: Path, empty_database: Installation) -> Installation:
    """An installation that its owner has set up, as the owner has it."""
    one = Installation(tmp_path)
    grant(one.database)
    shutil.copytree(empty_database.var, one.var)  # its files, for the database is elsewhere
    as_role(one, "carrefour_owner").run("setup")
    grant(superuser(one.database))
    return one


def superuser(database: Served) -> Served:
    """The same database, for who may do everything."""
    return As(database, urlsplit(databases.SERVER).username or "")


def as_role(one: Installation, role: str) -> Installation:
    """The same, as another role has it."""
    return one.on(As(one.database, role))


def refused(one: Installation, query: str) -> None:
    with pytest.raises(_NOT_ALLOWED):
        one.database.rows(query)


def test_the_site_and_a_worker_run_and_change_no_table(owned: Installation, partner) -> None:
    one = as_role(owned, "carrefour_site")
    one.env["CARREFOUR_ALLOW_PRIVATE"] = partner.url.removeprefix("http://")
    partner.answers["/data"] = json.dumps([{"id": 1, "nom": "Le jardin", "texte": "Il agit."}])
    one.declare("essai", {"url": f"{partner.url}/data"}, watch={"schedule": "every day"})
    one.run("worker", "--once")
    assert one.states() == ["done"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with one.running("serve", "--port", str(port), "--workers", "1"):
        wait_for(lambda: "Le jardin" in read(f"http://127.0.0.1:{port}/projets/"))
        assert "answers" in read(f"http://127.0.0.1:{port}/health/ready")
    for query in (
        "create table mine (id int)",
        "create temporary table mine (id int)",
        "create schema mine",
        "alter table catalogue_sheet add column mine int",
        "drop table catalogue_sheet cascade",
        "truncate catalogue_sheet cascade",
        "create index mine on catalogue_sheet (title)",
        "set role carrefour_owner",
    ):
        refused(one, query)
    # What a later version adds is open to the site at once.
    as_role(one, "carrefour_owner").rows("create table later (id bigserial)")
    assert as_role(one, "carrefour_site").rows("insert into later values (default)") == []


def read(address: str) -> str:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - ours
            return str(answer.read().decode())
    except OSError:
        return ""


def test_who_reads_sees_projects_and_no_people(owned: Installation) -> None:
    one = as_role(owned, "carrefour_reader")
    assert one.rows("select id, title from catalogue_sheet") == []
    assert one.rows("select commune from catalogue_place") == []
    refused(one, "select contact from catalogue_sheet")
    refused(one, "select raw from catalogue_record")
    refused(one, "select email from community_user")
    for query in ("delete from catalogue_place", "insert into usage_tally values (default)"):
        with pytest.raises((_NOT_ALLOWED, psycopg.errors.ReadOnlySqlTransaction)):
            one.rows(query)


def test_a_backup_is_made_by_the_site_and_brought_back_by_the_owner(
    owned: Installation, tmp_path: Path
) -> None:
    one = as_role(owned, "carrefour_site")
    one.python("from carrefour.community.models import User\nUser.objects.create(email='a@b.fr')")
    one.run("backup", str(tmp_path / "copy.tar.gz"))
    one.rows("delete from community_user")
    as_role(one, "carrefour_owner").run("restore", str(tmp_path / "copy.tar.gz"))
    one = as_role(one, "carrefour_site")
    assert one.rows("select email from community_user") == [("a@b.fr",)]
    one.python("from carrefour.community.models import User\nUser.objects.create(email='c@d.fr')")
    refused(one, "create table mine (id int)")


def test_the_doctor_tells_a_role_that_may_more_than_it_must(owned: Installation) -> None:
    one = as_role(owned, "carrefour_site")
    assert role(one) == ("fine", "carrefour_site reads and writes rows, and no more")
    one = as_role(one, "carrefour_owner")
    state, told = role(one)
    assert state == "doubtful"
    assert "who may make tables" in told
    state, told = role(one.on(superuser(one.database)))
    assert state == "doubtful"
    assert "who may do everything" in told


def role(one: Installation) -> tuple[str, str]:
    env = {**one.env, "CARREFOUR_HOSTS": "carrefour.example.org"}
    command = [sys.executable, "-m", "carrefour.cli", "doctor", "--json"]
    done = subprocess.run(command, env=env, capture_output=True, check=False)
    found = {each["name"]: each for each in json.loads(done.stdout)["findings"]}
    return found["role"]["state"], found["role"]["told"]
