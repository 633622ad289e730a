"""Moving an installation from the database it began with to PostgreSQL, whole or not at all."""
