"""The append-only trail: who read or changed what about whom, when, by what right and why."""
