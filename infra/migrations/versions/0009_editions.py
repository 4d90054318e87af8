"""Which edition of its wording each paper has.

Revision 0009.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

COLUMNS = ("edition", "template")


def upgrade() -> None:
    for name in COLUMNS:
        # Papers recorded before, and signed orders that a court gives back, have none.
        op.add_column("paper", sa.Column(name, sa.String(), nullable=True))


def downgrade() -> None:
    for name in reversed(COLUMNS):
        op.drop_column("paper", name)
