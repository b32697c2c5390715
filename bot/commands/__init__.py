"""What an administrator types after `peersupport`: one file for each group of commands."""
