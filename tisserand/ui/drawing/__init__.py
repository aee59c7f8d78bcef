"""Drawing on the server: how wide words are, where lines run. No colour, no page, no database."""
