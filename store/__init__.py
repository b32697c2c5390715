"""Where everything that must last is kept: sealed, on SQLite or PostgreSQL, behind the ports of bot/ports.py."""
