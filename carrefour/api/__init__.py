"""What programs see: /api/v1."""
