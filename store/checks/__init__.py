"""What `peersupport check` asks of the place where the data lie: the server, its roles and log, or the file's disk."""
