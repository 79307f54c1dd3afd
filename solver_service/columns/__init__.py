"""Column generation: the search that knows exact rows of one person and a linear program over them."""
