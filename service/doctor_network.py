"""What a service of these settings uses beside its own store: examined without a change."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

import fsspec
from limits.storage import storage_from_string

from service.examination import Examination, examined
from service.settings import Settings

_RATES_REMEDY = (
    "See that the Redis of DOCSCREEN_RATE_LIMIT_STORAGE_URL runs: until then each process counts"
    " for itself."
)
_SOURCES_REMEDY = "See that each of DOCSCREEN_SOURCE_PREFIXES is there and may be read."
_TRACES_REMEDY = (
    "See that the collector of DOCSCREEN_OTLP_ENDPOINT runs: until then spans are lost, and nothing"
    " else."
)
_CONNECT_S = 3.0
#: Networks that only this machine and whoever runs it should reach: itself, and the addresses at
#: which clouds give machines their credentials.
_OWN = tuple(map(ipaddress.ip_network, ("127.0.0.0/8", "::1/128", "169.254.0.0/16", "fe80::/10")))


def examine_network(setting: Settings) -> Iterator[Examination]:
    """Examine what the settings name; what is not set is not examined."""
    if setting.rate_limit_storage_url.get_secret_value():
        yield examined("rates", partial(_rates, setting), _RATES_REMEDY)
    if setting.webhook_allow_http or setting.webhook_allowed_networks:
        yield _webhooks(setting)
    if setting.source_prefixes:
        yield examined("sources", partial(_sources, setting), _SOURCES_REMEDY)
    if setting.otlp_endpoint:
        yield examined("traces", partial(_traces, setting), _TRACES_REMEDY)


def _rates(setting: Settings) -> Examination:
    storage = storage_from_string(setting.rate_limit_storage_url.get_secret_value())
    if not storage.check():
        return Examination("rates", "problem", "Redis does not answer", _RATES_REMEDY)
    return Examination("rates", "ok", "Redis counts requests")


def _webhooks(setting: Settings) -> Examination:
    """Whether webhooks may reach more than receivers on the Internet, with encryption."""
    stated = [part.strip() for part in setting.webhook_allowed_networks.split(",") if part.strip()]
    risks = []
    if setting.webhook_allow_http:
        risks.append("messages may go without encryption")
    if any(_overlaps_own(ipaddress.ip_network(one)) for one in stated):
        risks.append("they may call this machine, or where its cloud gives it credentials")
    if risks:
        remedy = "Unset DOCSCREEN_WEBHOOK_ALLOW_HTTP, and allow only the receivers' networks."
        return Examination("webhooks", "warning", "; ".join(risks), remedy)
    return Examination("webhooks", "ok", f"{len(stated)} networks beside the Internet are allowed")


def _overlaps_own(network: ipaddress.IPv4Network | ipaddress.IPv6Network) -> bool:
    return any(network.version == own.version and network.overlaps(own) for own in _OWN)


def _sources(setting: Settings) -> Examination:
    numbered = enumerate(setting.source_prefixes, 1)
    missing = [str(number) for number, prefix in numbered if not _is_there(prefix)]
    if missing:
        found = f"not there, or not to be read: number {', '.join(missing)}"
        return Examination("sources", "problem", found, _SOURCES_REMEDY)
    return Examination("sources", "ok", f"{len(setting.source_prefixes)} can be read")


def _is_there(prefix: str) -> bool:
    """Whether something can be read there; of a web server, whether it takes connections."""
    parts = urlsplit(prefix)
    if parts.scheme == "file":
        folder = Path(unquote(parts.path))
        return folder.is_dir() and os.access(folder, os.R_OK | os.X_OK)
    if parts.scheme in ("http", "https"):
        _connect(prefix)
        return True
    files, path = fsspec.core.url_to_fs(prefix, use_listings_cache=False)
    return bool(files.exists(path))


def _traces(setting: Settings) -> Examination:
    try:
        _connect(setting.otlp_endpoint)
    except OSError as refusal:
        told = refusal.strerror or type(refusal).__name__
        return Examination("traces", "warning", f"the collector: {told}", _TRACES_REMEDY)
    return Examination("traces", "ok", "the collector takes connections")


def _connect(url: str) -> None:
    """Connect to a server and leave. Raises OSError."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    with socket.create_connection((parts.hostname or "", port), timeout=_CONNECT_S):
        pass
