"""Supporting: reaching out, and the check-ins after the first contact."""
