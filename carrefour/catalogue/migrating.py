"""Changes of tables that do not make the site wait (docs/contributing.md, "Migrations")."""

from __future__ import annotations

from typing import Any

from django.db import migrations


class AddIndexWhileServing(migrations.AddIndex):
    """Adds an index without holding writers up.

    PostgreSQL builds it beside them, which it does in no transaction: the migration says
    ``atomic = False`` and does nothing else. What a build that was cut short left goes first.
    """

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Build the index, in PostgreSQL concurrently."""
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        name = schema_editor.quote_name(self.index.name)
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
        schema_editor.add_index(model, self.index, concurrently=True)
