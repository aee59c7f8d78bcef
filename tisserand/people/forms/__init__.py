"""What is asked about a person: little at first, more when it serves."""
