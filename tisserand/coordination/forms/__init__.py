"""What is asked when one writes to those around someone."""
