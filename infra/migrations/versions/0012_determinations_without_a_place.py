"""A determination in force names no run, file or row: those are others with every delivery, and most rows are not.

Revision 0012. The run in force has its own mark, and its files say where a conviction stands.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("run", "source_file", "source_row"):
        op.drop_column("determination", name)


def downgrade() -> None:
    # What they said is in the files of the runs, which are done again to have it here.
    for name, kind, blank in (
        ("run", sa.String(), ""),
        ("source_file", sa.String(), ""),
        ("source_row", sa.Integer(), "0"),
    ):
        op.add_column("determination", sa.Column(name, kind, server_default=blank, nullable=False))
