"""Real programs that read what an export writes."""
