"""What the programme is made of: people, cases, hours, policy. No I/O, no clock, no randomness."""
