"""Importing this sets Django up over the installation that ``CARREFOUR_VAR`` names."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carrefour.settings")
django.setup()
