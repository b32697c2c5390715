"""Views that explain: the supporter's guide, a rehearsal, and who can know what."""
