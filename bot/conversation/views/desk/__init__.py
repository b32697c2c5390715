"""The desk of those who run the programme: long lists, one case, whom to ask, a supporter's entry."""
