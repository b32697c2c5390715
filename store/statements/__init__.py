"""How a statement is run: compiled once for a database, then handed to the driver (ADR 15)."""

from __future__ import annotations

from store.statements.dialects import statements_for
from store.statements.rows import Row, Rows
from store.statements.running import Statements, database_error

__all__ = ["Row", "Rows", "Statements", "database_error", "statements_for"]
