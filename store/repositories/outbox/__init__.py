"""The outbox: its SQL, and what a unit of work does with it."""
