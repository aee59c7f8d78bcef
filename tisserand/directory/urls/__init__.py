"""Addresses of the directory, noun by noun."""

from tisserand.directory.urls import keeping, loadings, saved, search, sheets

app_name = "directory"
urlpatterns = [
    *search.urlpatterns,
    *saved.urlpatterns,
    *sheets.urlpatterns,
    *loadings.urlpatterns,
    *keeping.urlpatterns,
]
