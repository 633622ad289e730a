"""`python -m tests.postgresql COMMAND…` runs a command with a PostgreSQL of its own.

The server lies in a temporary folder, on a free port of this machine, and does not wait for the
disk; it is stopped and gone when the command ends, however that ends. The command finds it in
``TESTS_DATABASE_URL``. Root may not run PostgreSQL: then its user ``postgres`` does.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "carrefour"
# What is lost when the machine dies need not be kept, and a test that is stuck is to say so.
QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "deadlock_timeout": "200ms",
    "listen_addresses": "127.0.0.1",
}


def program(name: str) -> str:
    """The path of one of PostgreSQL's programs; Debian has the server's out of ``PATH``."""
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=_version)
    found = str(debian[-1]) if debian else shutil.which(name)
    if found is None:
        sys.exit(f"{name} is not installed: apt-get install postgresql")
    return found


def _version(path: Path) -> int:
    return int(path.parts[4])


class Server:
    """A PostgreSQL in ``folder``, on a free port of this machine; it may be stopped and started."""

    def __init__(self, folder: Path) -> None:
        self._owner = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        shutil.chown(folder, self._owner)
        self._folder, self.data = folder, folder / "data"
        made = ["-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        _run(self._owner, "initdb", "-D", self.data, *made)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.address = f"postgres://{USER}@127.0.0.1:{self._port}/postgres"

    def start(self) -> None:
        """Start it; whoever stopped it, it holds what was committed."""
        settings = {
            **QUICK,
            "port": str(self._port),
            "unix_socket_directories": str(self._folder),
        }
        options = " ".join(f"-c {key}={value}" for key, value in settings.items())
        log = self._folder / "log"
        _run(self._owner, "pg_ctl", "-D", self.data, "-w", "-l", log, "-o", options, "start")

    def runs(self) -> bool:
        """Whether it does; one whose disk is full may have ended by itself."""
        return (self.data / "postmaster.pid").exists()

    def stop(self) -> None:
        """Stop it as a crash would."""
        if self.runs():
            _run(self._owner, "pg_ctl", "-D", self.data, "-w", "-m", "immediate", "stop")


@contextmanager
def server() -> Iterator[str]:
    """The address of a PostgreSQL that runs while the block does."""
    with tempfile.TemporaryDirectory(prefix="carrefour-pg-") as name:
        one = Server(Path(name))
        one.start()
        try:
            yield one.address
        finally:
            one.stop()


def _run(owner: str, name: str, *arguments: object) -> None:
    command = [program(name), *map(str, arguments)]
    done = subprocess.run(
        command, user=owner if os.getuid() == 0 else None, cwd="/",
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"{name} failed: {done.stderr.strip()}")


def main(command: list[str]) -> int:
    """Run ``command`` beside a server, and give its exit status."""
    # An end that is asked for must still stop the server.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with server() as address:
        environment = {**os.environ, "TESTS_DATABASE_URL": address}
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
