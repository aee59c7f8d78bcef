"""Forms of the accompaniment, noun by noun."""
