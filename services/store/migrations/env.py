"""Alembic's entry: runs on the connection it is handed."""

from alembic import context
from sqlmodel import SQLModel

from services.store import eligibility_models, material_models, models, review_models, selection_models  # noqa: F401  (registers the tables)

# SQLite cannot alter a table in place; batch mode copies it, and every revision re-creates triggers itself.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
