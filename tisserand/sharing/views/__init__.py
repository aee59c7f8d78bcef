"""Pages of sharing: each loads what the actor may see, makes one call, answers."""
