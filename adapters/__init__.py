"""Platforms: each folder turns what people do there into gestures, and answers into what they see."""
