"""What several people come to together."""
