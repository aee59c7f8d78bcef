"""What is done to accounts, roles, teams and invitations: one verb each, checked first, recorded last."""
