"""What only a visitor of the playground sees: the page around the panes, the tour, the gallery, what is stored."""
