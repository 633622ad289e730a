"""Drawing the example illustrations: shapes, then scenes made of them."""
