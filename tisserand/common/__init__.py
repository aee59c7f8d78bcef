"""What every room may use: the clock, ids, rows, the access engine. No tables of its own, no words of the field."""
