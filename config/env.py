"""What the environment says: every variable Tisserand reads, its type and its default, in one place.

`docs/environment.md` describes each one; a test holds the two together.
"""

import tomllib

import environ

from config.running import place

ROOT = place.ROOT
HOME = place.home()
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]

env = environ.Env(
    TISSERAND_HOME=(str, str(place.DEFAULT_HOME)),
    TISSERAND_DEMO=(bool, True),
    TISSERAND_DEBUG=(bool, False),
    TISSERAND_SECRET_KEY=(str, ""),
    TISSERAND_FORMER_SECRET_KEYS=(list, []),
    TISSERAND_HOSTS=(list, ["localhost", "127.0.0.1", "[::1]"]),
    TISSERAND_HTTPS=(bool, False),
    TISSERAND_IDLE_MINUTES=(int, 20),
    TISSERAND_DRAFT_DAYS=(int, 7),
    TISSERAND_PASSKEY_DOMAIN=(str, ""),
    TISSERAND_OIDC_ISSUER=(str, ""),
    TISSERAND_OIDC_CLIENT_ID=(str, ""),
    TISSERAND_OIDC_CLIENT_SECRET=(str, ""),
    TISSERAND_OIDC_SCOPES=(list, ["openid", "given_name", "usual_name", "email", "siret", "idp_id"]),
    TISSERAND_OIDC_ACR=(list, []),
    TISSERAND_OIDC_ALGORITHM=(str, "RS256"),
    TISSERAND_OIDC_LABEL=(str, "ProConnect"),
    TISSERAND_STATIC_STORAGE=(str, "whitenoise.storage.CompressedManifestStaticFilesStorage"),
    TISSERAND_EMAIL_URL=(str, ""),
    TISSERAND_EMAIL_FROM=(str, "Tisserand <ne-pas-repondre@localhost>"),
    TISSERAND_CLAMD=(str, ""),
    TISSERAND_MAP_TILES=(str, ""),
    TISSERAND_MAP_CREDIT=(str, "© OpenStreetMap"),
    TISSERAND_S3_BUCKET=(str, ""),
    TISSERAND_S3_ENDPOINT=(str, ""),
    TISSERAND_S3_REGION=(str, ""),
    TISSERAND_S3_ACCESS_KEY=(str, ""),
    TISSERAND_S3_SECRET_KEY=(str, ""),
    DATABASE_URL=(str, ""),
    TISSERAND_WALL=(bool, True),
    TISSERAND_WEB_DATABASE_URL=(str, ""),
    TISSERAND_BIND=(str, place.DEFAULT_BIND),
    PORT=(int, place.DEFAULT_PORT),
)
