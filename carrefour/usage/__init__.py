"""How much Carrefour is used, counted without following anyone."""
