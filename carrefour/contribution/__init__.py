"""What people bring in: proposals, claims, corrections, and their moderation."""
