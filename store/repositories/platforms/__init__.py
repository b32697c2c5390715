"""What a platform said of itself and of where people are."""
