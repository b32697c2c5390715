"""The kinds of database, and how each runs transactions."""
