"""What is asked when an agreement is prepared, decided, taken back."""
