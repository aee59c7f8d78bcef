"""Addresses of the directory, noun by noun."""

from tisserand.directory.urls import keeping, loadings, search, sheets

app_name = "directory"
urlpatterns = [
    *search.urlpatterns,
    *sheets.urlpatterns,
    *loadings.urlpatterns,
    *keeping.urlpatterns,
]
