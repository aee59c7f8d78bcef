"""Signing in through ProConnect, or what speaks like it: allauth's OpenID Connect, and what it leaves unchecked."""
