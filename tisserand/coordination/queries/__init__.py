"""Finding what this room holds, one file a noun: only what the actor may see."""
