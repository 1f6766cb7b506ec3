"""A shop's certificate authority, made anew where a test needs one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme
from cryptography.hazmat.primitives import serialization

AGENT = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Identity:
    """The files of a certificate and of its key."""

    certificate: Path
    key: Path


class Authority:
    """Issues certificates into a folder; ``ca`` is the file with its own."""

    def __init__(self, folder: Path, name: str = "shop") -> None:
        self._folder = folder
        self._name = name
        self._ca = trustme.CA(organization_name=name)
        self.ca = folder / f"{name}-ca.pem"
        self._ca.cert_pem.write_to_path(self.ca)

    def issue(self, file: str, name: str = AGENT, *, expired: bool = False, password: str = "") -> Identity:
        """Issue a certificate for a host; with a password its key is encrypted."""
        leaf = self._ca.issue_cert(name, not_after=datetime.now(UTC) - timedelta(days=1) if expired else None)
        made = Identity(self._folder / f"{self._name}-{file}.pem", self._folder / f"{self._name}-{file}.key")
        made.certificate.write_bytes(b"".join(part.bytes() for part in leaf.cert_chain_pems))
        key = leaf.private_key_pem.bytes()
        if password:
            key = serialization.load_pem_private_key(key, None).private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.BestAvailableEncryption(password.encode()),
            )
        made.key.write_bytes(key)
        return made
