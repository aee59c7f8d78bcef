"""Sharing what a person agreed to share: the circle around them, agreements, the essential account."""
