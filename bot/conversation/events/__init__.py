"""What can happen, one file a stretch of the conversation; every.py has them all."""
