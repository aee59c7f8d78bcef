"""Addresses of the directory, noun by noun."""

from tisserand.directory.urls import loadings, sheets

app_name = "directory"
urlpatterns = [
    *sheets.urlpatterns,
    *loadings.urlpatterns,
]
