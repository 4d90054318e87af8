"""What Alembic runs for every command: it joins the transaction that ``relief.database.migrate`` opened."""

from alembic import context

from relief.database.columns import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    # SQLite cannot alter most columns in place: Alembic copies the table.
    render_as_batch=True,
    # SQLite can take a change of schema back; Alembic thinks that Python's driver cannot.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
