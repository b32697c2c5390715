"""The playground: a pretend hospital in the browser, for anybody to try without an account or a network."""
