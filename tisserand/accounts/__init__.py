"""People who work: users, organisations, teams, memberships, roles, and on whose behalf they act."""
