"""The trusted certificates, loaded once because loading takes longer than many a call."""

import ssl
from collections.abc import Callable
from functools import cache
from os import environ


def trusted(make: Callable[[], ssl.SSLContext] = ssl.create_default_context) -> ssl.SSLContext:
    """Return what `make` made of the certificates that SSL_CERT_FILE and SSL_CERT_DIR name now."""
    return _made(make, environ.get("SSL_CERT_FILE"), environ.get("SSL_CERT_DIR"))


@cache
def _made(make: Callable[[], ssl.SSLContext], *_named: str | None) -> ssl.SSLContext:
    return make()
