"""The tests as a package of their own: a library that installs a `tests` of its own can not stand in its place."""
