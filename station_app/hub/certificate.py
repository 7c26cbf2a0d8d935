"""The names that a certificate is for: the hub answers to these and to no others."""

from __future__ import annotations

from pathlib import Path

from cryptography import x509


def names_in(cert: Path) -> tuple[str, ...]:
    """DNS names and addresses of the first certificate in a PEM file; ValueError where there is none."""
    found = x509.load_pem_x509_certificate(cert.read_bytes())
    try:
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound as error:
        raise ValueError(f"{cert}: the certificate names no host (subjectAltName): make one that does") from error
    # Django writes "*.example.org" as ".example.org".
    hosts = [name[1:] if name.startswith("*.") else name for name in names.get_values_for_type(x509.DNSName)]
    addresses = [str(address) for address in names.get_values_for_type(x509.IPAddress)]
    return (*hosts, *(f"[{one}]" if ":" in one else one for one in addresses))
