"""Every address of the site, room by room."""

from django.urls import include, path

from config.health import health

urlpatterns = [
    path("", include("tisserand.ui.urls")),
    path("", include("tisserand.accounts.urls")),
    path("", include("tisserand.people.urls")),
    path("", include("tisserand.sharing.urls")),
    path("", include("tisserand.support.urls")),
    path("", include("tisserand.coordination.urls")),
    path("", include("tisserand.directory.urls")),
    path("health/", health, name="health"),
    path("compte/", include("tisserand.accounts.urls.sign_in")),
]

handler500 = "tisserand.ui.outage.broken"
handler429 = "tisserand.accounts.limits.too_many_requests"
