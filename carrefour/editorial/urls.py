"""Addresses of this room's pages."""

from django.urls import URLPattern

app_name = "editorial"
urlpatterns: list[URLPattern] = []
