"""The roster as a file: an administrator's table of people, read, compared with what is kept, and written."""
