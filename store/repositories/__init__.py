"""One repository a file: what a unit of work does with one kind of thing it keeps."""
