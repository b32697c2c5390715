"""Microsoft Teams as a bot meets it, for tests: its own process, its limits and bad days, and what a person sees."""
