"""What the templates of the workshop ask for."""
