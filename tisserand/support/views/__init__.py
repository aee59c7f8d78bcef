"""Pages of the accompaniment, noun by noun."""
