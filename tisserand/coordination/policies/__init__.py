"""Who may do what in this room, one file a noun."""
