"""Which sheets are proposed beside a sheet, held against neighbours that were graded by reading."""
