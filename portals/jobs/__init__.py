"""Work that nobody waits for: queues, their workers, the clock and what it calls."""
