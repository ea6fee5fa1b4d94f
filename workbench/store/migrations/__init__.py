"""Alembic migrations of the record of truth; never edited once released."""
