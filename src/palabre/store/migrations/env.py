"""Alembic's door: the connection comes from palabre.store.database.migrate."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
