"""The installation's signature under a release: Ed25519, over the bytes of the manifest.

The private key is PEM (PKCS #8), given by the operator or made in the data folder. Anyone can check with `openssl`:
`openssl pkeyutl -verify -pubin -inkey public-key.pem -rawin -in manifest.json -sigfile manifest.sig`.
"""

from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from zhicheng.base.kept_files import kept_text
from zhicheng.engine.packages import sha256

KEY_FILE = "signing-key.pem"


class KeyRefused(Exception):  # noqa: N818 - an answer about a file
    """A file that is no Ed25519 public key; the message says so."""


def private_key() -> Ed25519PrivateKey:
    """The key that signs; `ImproperlyConfigured` when what the operator gave is none."""
    text = settings.SIGNING_KEY or kept_text(Path(settings.VAR) / KEY_FILE, new_key)
    try:
        key = load_pem_private_key(text.encode(), password=None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise ImproperlyConfigured(
            _("ZHICHENG_SIGNING_KEY 应为 Ed25519 私钥（PEM）：用 openssl genpkey -algorithm ed25519 生成")
        )
    return key


def new_key() -> str:
    """A fresh private key as PEM."""
    made = Ed25519PrivateKey.generate()
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii")


def public_key() -> bytes:
    """The public half of the key that signs, as PEM."""
    return private_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def sign(content: bytes) -> bytes:
    """The signature, 64 bytes; the same content and key give the same."""
    return private_key().sign(content)


def is_signed(content: bytes, signature: bytes, key: bytes) -> bool:
    """Whether a signature under a content is that of a public key (PEM); raises `KeyRefused`."""
    try:
        read_key(key).verify(signature, content)
    except InvalidSignature:
        return False
    return True


def read_key(key: bytes) -> Ed25519PublicKey:
    """A public key as PEM; raises `KeyRefused`."""
    try:
        found = load_pem_public_key(key)
    except (ValueError, TypeError):
        found = None
    if not isinstance(found, Ed25519PublicKey):
        raise KeyRefused(_("不是 Ed25519 公钥（PEM）"))
    return found


def fingerprint(key: bytes) -> str:
    """What names a public key to people: SHA-256 over its 32 raw bytes, in groups of four digits; raises `KeyRefused`."""
    digits = sha256(read_key(key).public_bytes(Encoding.Raw, PublicFormat.Raw))
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))
