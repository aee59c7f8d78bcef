"""Django settings: one file, read from the environment through `config.env`."""

from django.core.management.utils import get_random_secret_key

from config import logging as logs
from config import oidc
from config.database import PAST, databases
from config.env import HOME, ROOT, env
from config.files import files_storage

BASE_DIR = ROOT
logs.configure_structlog()
LOGGING = logs.LOGGING
DEMO = env("TISSERAND_DEMO")
DEBUG = env("TISSERAND_DEBUG")
HTTPS = env("TISSERAND_HTTPS")
ALLOWED_HOSTS = env("TISSERAND_HOSTS")
PORT = env("PORT")


def _secret_key() -> str:
    """The key of the environment, or one made once and kept in the data folder, readable by its owner alone."""
    if key := env("TISSERAND_SECRET_KEY"):
        return str(key)
    path = HOME / "secret-key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key())
    return path.read_text()


SECRET_KEY = _secret_key()
# What they sealed or signed is still read; nothing new is.
SECRET_KEY_FALLBACKS = env("TISSERAND_FORMER_SECRET_KEYS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "csp",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "tisserand.ui",
    "tisserand.audit",
    "tisserand.accounts",
    "tisserand.people",
    "tisserand.directory",
    "tisserand.sharing",
    "tisserand.support",
    "tisserand.coordination",
    "tisserand.rights",
    "tisserand.demo",
    # After the rooms: its templates give way to ours.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tisserand.ui.middleware.PackingMiddleware",
    "tisserand.ui.middleware.ContentPolicyMiddleware",
    "tisserand.ui.middleware.RequestLogMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tisserand.accounts.walled.BehindTheWallMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Before anything reads what was posted.
    "tisserand.ui.uploads.BodyLimitMiddleware",
    # Every door is closed unless its view says otherwise (`login_not_required`).
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tisserand.accounts.browsers.BrowserMiddleware",
    "tisserand.accounts.middleware.PrivatePagesMiddleware",
    "tisserand.accounts.middleware.ActorMiddleware",
    # Under the addresses of guests nobody is at work: before anything asks who is signed in.
    "tisserand.sharing.middleware.GuestMiddleware",
    "tisserand.accounts.walled.TellActorMiddleware",
    "tisserand.accounts.idle.IdleMiddleware",
    "tisserand.accounts.drafting.DraftMiddleware",
    "tisserand.accounts.second_factor.SecondFactorMiddleware",
    "tisserand.accounts.middleware.WelcomeMiddleware",
    "tisserand.accounts.middleware.HistoryContextMiddleware",
    "tisserand.people.middleware.MergedMiddleware",
    # Last: it hears of a page that fails before anyone answers in its place.
    "tisserand.audit.middleware.ReadingMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tisserand.ui.context.page",
            ],
            "loaders": [
                (
                    "tisserand.ui.quick.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "tisserand.ui.templatetags.components",
                "django.templatetags.static",
                "tisserand.ui.templatetags.words",
            ],
        },
    }
]
FORM_RENDERER = "tisserand.ui.renderer.Renderer"
COTTON_DIR = "ui/components"
COTTON_ISOLATE_BY_DEFAULT = True  # a component sees its parameters and the page’s frame, nothing else

DATABASES = databases()
# Requests ask as a role that sees what the rules of the database allow: docs/adr/0011.
WALL = env("TISSERAND_WALL")
PAST_THE_WALL = PAST
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "django_cache"}}

AUTH_USER_MODEL = "accounts.User"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # the e-mail is unique whatever its capitals: a constraint says so
AUTHENTICATION_BACKENDS = ["tisserand.accounts.backend.AccountBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# CNIL 2022-100: with limited attempts, 50 bits are enough; we ask for more (see standards in docs/adr).
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "tisserand.accounts.passwords.CnilPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "tisserand.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_FORMS = {
    "login": "tisserand.accounts.forms.sign_in.LoginForm",
    "change_password": "tisserand.accounts.forms.sign_in.ChangePasswordForm",
    "set_password": "tisserand.accounts.forms.sign_in.ChoosePasswordForm",
    "reset_password": "tisserand.accounts.forms.sign_in.ResetPasswordForm",
    "reset_password_from_key": "tisserand.accounts.forms.sign_in.ResetPasswordKeyForm",
    "reauthenticate": "tisserand.accounts.forms.sign_in.ReauthenticateForm",
}
# With HTTPS a server stands in front: the last address it adds to X-Forwarded-For is the visitor's.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if HTTPS else 0
# An office often shares one address: the limits that protect an account count by account.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "30/m/ip,5/5m/key"}
# How long a proof of identity holds: before an export, a bulk action, a change of one’s own account.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_SESSION_REMEMBER = False
MFA_ADAPTER = "tisserand.accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "tisserand.accounts.forms.sign_in.SecondFactorForm",
    "reauthenticate": "tisserand.accounts.forms.sign_in.SecondFactorAgainForm",
    "activate_totp": "tisserand.accounts.forms.sign_in.ActivateSecondFactorForm",
    "add_webauthn": "tisserand.accounts.forms.sign_in.AddPasskeyForm",
    "edit_webauthn": "tisserand.accounts.forms.sign_in.NamePasskeyForm",
    "login_webauthn": "tisserand.accounts.forms.sign_in.PasskeySignInForm",
    "authenticate_webauthn": "tisserand.accounts.forms.sign_in.PasskeyForm",
    "reauthenticate_webauthn": "tisserand.accounts.forms.sign_in.PasskeyAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
# The name a passkey is made for: the address visited, unless several addresses of one domain are to share keys.
PASSKEY_DOMAIN = env("TISSERAND_PASSKEY_DOMAIN")
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an account exists because its invitation was read
MFA_TOTP_ISSUER = "Tisserand"
MFA_TOTP_TOLERANCE = 1
# Another sign-in, when an issuer is named: ProConnect, or what speaks like it.
SOCIALACCOUNT_PROVIDERS = oidc.providers(env)
SOCIALACCOUNT_ADAPTER = "tisserand.accounts.proconnect.adapter.IdentityAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # an address proves nobody: see docs/adr/0009
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
IDLE_MINUTES = env("TISSERAND_IDLE_MINUTES")
DRAFT_DAYS = env("TISSERAND_DRAFT_DAYS")

SESSION_ENGINE = "tisserand.accounts.session_store"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "manifest-src": ["'self'"],
    }
}

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "français")]
LOCALE_PATHS = [ROOT / "config" / "locale"]
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
WHITENOISE_MAX_AGE = 3600
MEDIA_ROOT = HOME / "files"
STORAGES = {
    "default": files_storage(env),
    "staticfiles": {"BACKEND": env("TISSERAND_STATIC_STORAGE")},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 30
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "tisserand.ui.uploads.CappedUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
CLAMD = env("TISSERAND_CLAMD")
MAP_TILES = env("TISSERAND_MAP_TILES")
MAP_CREDIT = env("TISSERAND_MAP_CREDIT")

DEFAULT_FROM_EMAIL = env("TISSERAND_EMAIL_FROM")
if env("TISSERAND_EMAIL_URL"):
    vars().update(env.email_url_config(env("TISSERAND_EMAIL_URL")))
else:
    EMAIL_BACKEND = "tisserand.accounts.mail.OutboxBackend"
