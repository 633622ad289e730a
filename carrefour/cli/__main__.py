"""``python -m carrefour.cli`` is the ``carrefour`` command."""

from carrefour.cli import main

main()
