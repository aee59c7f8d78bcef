"""Files handed in: what is accepted, really opened, cleaned, kept under a random name, drawn as pictures, scanned."""
