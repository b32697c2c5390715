"""What follows from each event, one file per stretch of the conversation; each owns its steps."""
