"""What is read about what several people come to together."""
