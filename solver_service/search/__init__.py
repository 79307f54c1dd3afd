"""What looks for better grids beside the whole model."""
