"""What people and files write, read as they meant it: hours, phone numbers, names and codes."""
