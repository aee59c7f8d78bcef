"""The demonstration: an invented territory, its people and their months of work; made and removed in one command."""
