"""Five small partner sites with example projects, served on loopback and harvested for real."""
