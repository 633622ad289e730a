"""Addresses of the operator's desk."""

from django.urls import path

from carrefour.desk.views import home

app_name = "desk"
urlpatterns = [path("", home.home, name="home")]
