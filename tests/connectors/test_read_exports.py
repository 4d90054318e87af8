"""What the export says is what the canonical record says."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from connectors.doj_columns import COLUMNS
from connectors.doj_layout import load_layout
from relief.records import SCHEMA, SET_ASIDE

from . import fictional_export as export
