"""What survives the loss of a database, and what must not: snapshots, the journal of erasures, and the way back."""
