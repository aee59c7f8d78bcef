"""What is done in this room, one file a noun: the policy first, the trail last."""
