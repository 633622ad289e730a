"""How well searches find what people mean, over sheets that were judged by reading them."""
