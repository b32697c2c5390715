"""Who people are, as far as the hospital or a platform says: an imported list, and names for whoever may read them."""
