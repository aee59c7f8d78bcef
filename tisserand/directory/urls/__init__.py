"""Addresses of the directory, noun by noun."""

from tisserand.directory.urls import counter, keeping, loadings, saved, search, sheets

app_name = "directory"
urlpatterns = [
    *search.urlpatterns,
    *saved.urlpatterns,
    *counter.urlpatterns,
    *sheets.urlpatterns,
    *loadings.urlpatterns,
    *keeping.urlpatterns,
]
