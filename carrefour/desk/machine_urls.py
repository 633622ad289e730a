"""How the sources fare, for programs: the same address in every language."""

from django.urls import path

from carrefour.desk.views import machines

app_name = "machines"
urlpatterns = [
    path("health/live", machines.live, name="live"),
    path("health/ready", machines.ready, name="ready"),
    path("health/sources.json", machines.health, name="health"),
    path("metrics", machines.metrics, name="metrics"),
]
