"""Servers that are not what they should be: bad certificates, wrong clocks, new addresses, proxies."""

import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Server(ThreadingHTTPServer):
    """Answers everything alike, and keeps what it was asked."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status, self.headers, self.body = status, headers, body
        self.received: list[dict[str, str]] = []


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def handle_one_request(self) -> None:
        """Answer, whatever the method."""
        self.raw_requestline = self.rfile.readline(65537)
        self.close_connection = True
        if not self.raw_requestline or not self.parse_request():
            return
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.received.append({**self.headers, ":": f"{self.command} {self.path}"})
        self.send_response_only(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)


@contextmanager
def answering(
    status: int,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"{}",
    tls: ssl.SSLContext | None = None,
) -> Iterator[Server]:
    """Serve at a port of this machine, over TLS where a context is given."""
    server = Server(status, headers or {}, body)
    server.handle_error = lambda *_: None  # type: ignore[method-assign] # broken handshakes
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


# Python 3.13 and later ask of an authority to say what its key is for.
_OTHER_USES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
    *("key_agreement", "encipher_only", "decipher_only"),
)
_SIGNS = x509.KeyUsage(key_cert_sign=True, crl_sign=True, **dict.fromkeys(_OTHER_USES, False))


class Authority:
    """Issues certificates; `file` is what must be trusted for them to count."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name("Sandbox authority")
        now = datetime.now(UTC)
        own = (
            _building(self._name, self._name, self._key.public_key())
            .not_valid_before(now - timedelta(days=900))
            .not_valid_after(now + timedelta(days=900))
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(_SIGNS, critical=True)
            .add_extension(
                x509.SubjectKeyIdentifier.from_public_key(self._key.public_key()), critical=False
            )
            .sign(self._key, hashes.SHA256())
        )
        self.file = folder / "authority.pem"
        self.file.write_bytes(own.public_bytes(serialization.Encoding.PEM))

    def expired(self) -> ssl.SSLContext:
        """Return a server's context whose certificate ran out yesterday."""
        return self.context(begins=timedelta(days=-2), ends=timedelta(days=-1))

    def context(
        self,
        name: str = "localhost",
        *,
        begins: timedelta = timedelta(days=-1),
        ends: timedelta = timedelta(days=1),
        signs_itself: bool = False,
    ) -> ssl.SSLContext:
        """Return what a server needs: a certificate for a name, valid from then to then."""
        key = ec.generate_private_key(ec.SECP256R1())
        now, subject = datetime.now(UTC), _name(name)
        issuer, signer = (subject, key) if signs_itself else (self._name, self._key)
        certificate = (
            _building(subject, issuer, key.public_key())
            .not_valid_before(now + begins)
            .not_valid_after(now + ends)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()),
                critical=False,
            )
            .sign(signer, hashes.SHA256())
        )
        file = self._folder / "server.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _building(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
    )
