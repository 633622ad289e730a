"""Addresses of the API."""

from django.urls import path

from carrefour.api.v1 import api

urlpatterns = [path("", api.urls)]
