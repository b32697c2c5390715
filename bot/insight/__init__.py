"""What the coordinator reads: figures of the service, never of the people in it."""
