"""One crawl: takes its job as JSON on stdin, tells on stdout. Run by `Crawl`, not by people."""

from __future__ import annotations

import os
import sys

from carrefour.harvest.crawling.engine import run
from carrefour.harvest.crawling.job import Job
from carrefour.harvest.crawling.outlet import Outlet


def main() -> None:
    """Do the job that stdin holds."""
    # Whatever else prints must not be taken for a message.
    told = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    job = Job.model_validate_json(sys.stdin.buffer.read())
    run(job, Outlet(told, job.folder))


if __name__ == "__main__":
    main()
