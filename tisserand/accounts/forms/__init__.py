"""The forms of the people who work."""
