"""What the city platform was sent, what it answered, what it may therefore hold, and what it must be sent next."""
