"""``python -m tests.infra.emulator PORT``: moto's AWS, with a name of its own for each database server.

moto gives every database server the same resource id, and Terraform looks for them by it: with two, it finds neither.
"""

import itertools
import sys

from moto.rds import models
from moto.server import main

_NUMBER = itertools.count()
_make = models.DBInstance.__init__


def _make_with_its_own_id(self: models.DBInstance, *given: object, **named: object) -> None:
    _make(self, *given, **named)  # type: ignore[arg-type]  # whatever moto's own takes
    self.dbi_resource_id = f"db-RELIEF{next(_NUMBER):020d}"


if __name__ == "__main__":
    models.DBInstance.__init__ = _make_with_its_own_id  # type: ignore[method-assign]  # that is the point
    main(["-H", "127.0.0.1", "-p", sys.argv[1]])
