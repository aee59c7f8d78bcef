"""Addresses of this room."""

from tisserand.directory.urls import sheets

app_name = "directory"
urlpatterns = [*sheets.urlpatterns]
