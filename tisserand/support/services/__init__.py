"""Verbs of the accompaniment, noun by noun."""
