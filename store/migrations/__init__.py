"""How the tables came to be, one numbered revision a file."""
