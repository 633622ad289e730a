"""The site, with two addresses more that fail: by a fault of ours, and for want of the database."""

from django.conf.urls.i18n import i18n_patterns
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path

from carrefour.urls import handler500
from carrefour.urls import urlpatterns as of_the_site

__all__ = ["handler500"]


def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def busy(request: HttpRequest) -> HttpResponse:
    raise OperationalError("database is locked")


def full(request: HttpRequest) -> HttpResponse:
    raise OperationalError("database or disk is full")


urlpatterns = [
    *i18n_patterns(
        path("panne/", broken),
        path("occupe/", busy),
        path("plein/", full),
        prefix_default_language=False,
    ),
    *of_the_site,
]
