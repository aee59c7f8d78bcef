"""Addresses of the people who work, noun by noun; signing in has its own, outside the namespace."""

from tisserand.accounts.urls import administration, demonstration, own_account

app_name = "accounts"
urlpatterns = [
    *own_account.urlpatterns,
    *administration.urlpatterns,
    *demonstration.urlpatterns,
]
