"""Running an installation: what is wrong with it, keeping copies of it, bringing them back."""
