"""Pages about people: each loads what the actor may see, makes one call, answers."""
