"""Addresses of the workshop."""

from django.urls import path

from carrefour.workshop.views import home

app_name = "workshop"
urlpatterns = [path("", home.home, name="home")]
