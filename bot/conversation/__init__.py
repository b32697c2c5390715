"""The pure engine: what happens when somebody does something, or nobody does."""
