"""Working around one person: the messages of those around them."""
