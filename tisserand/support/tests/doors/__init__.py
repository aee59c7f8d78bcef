"""The doors of this room, noun by noun."""
