"""Matching: offers, the urgent lane, and who is told when nobody takes a case."""
