"""The accompaniment: first welcome, dossier, map of the situation, plan, journal, victories, deadlines."""
