"""The first day: the twelve questions of `peersupport init`, asked in the terminal or in a browser."""
