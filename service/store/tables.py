"""The tables of the store, as Alembic's migrations make them (``service/store/migrations``).

Everything that an uploader or an applicant wrote is sealed (``service.store.sealing``): tables show
ids, times, policies, outcomes and sizes only.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    TypeDecorator,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

#: Names of constraints are fixed, so that a later migration can name what it changes.
_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
ID_LENGTH = 36


class UtcTime(TypeDecorator[dt.datetime]):
    """A moment; always in UTC, whatever the database's own idea of zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        """Store a moment. Raises ValueError for one without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone is no moment")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        """Give a moment its zone back, which SQLite does not keep."""
        if not isinstance(value, dt.datetime):
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Base(DeclarativeBase):
    """What all tables share."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map: ClassVar = {dt.datetime: UtcTime(), bytes: LargeBinary(), str: String()}


class UploadRow(Base):
    """The bytes of one upload in the object store; several screenings may share them.

    ``digest``: keyed, so that the table does not tell whether a known file is there.
    ``data_key``: the key that the bytes are sealed with, itself sealed with ``key_id``.
    """

    __tablename__ = "upload"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    size_bytes: Mapped[int]
    key_id: Mapped[str] = mapped_column(String(32), index=True)
    data_key: Mapped[bytes]
    created: Mapped[dt.datetime]


class ScreeningRow(Base):
    """One screening from its acceptance on.

    ``state``: waiting, running, done, failed (no attempt is left), deleted. ``wanted_version``: of
    the policy, None is the day's; ``policy_version``: that of the report. ``sealed_name``: what the
    file was called; ``sealed_report``: the report once it is there. ``traceparent``: where in a
    trace it was accepted (W3C).
    """

    __tablename__ = "screening"
    __table_args__ = (
        Index(None, "created", "id"),
        Index(None, "state", "lease_until"),
        Index(None, "reference", "created"),
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    created: Mapped[dt.datetime]
    completed: Mapped[dt.datetime | None]
    state: Mapped[str] = mapped_column(String(16))
    owner: Mapped[str] = mapped_column(String(64))
    reference: Mapped[str | None] = mapped_column(String(100))
    policy: Mapped[str] = mapped_column(String(64))
    policy_version: Mapped[str | None] = mapped_column(String(32))
    wanted_version: Mapped[str | None] = mapped_column(String(32))
    traceparent: Mapped[str | None] = mapped_column(String(55))
    declared_kind: Mapped[str] = mapped_column(String(16))
    detected_kind: Mapped[str | None] = mapped_column(String(16))
    media_type: Mapped[str | None] = mapped_column(String(100))
    size_bytes: Mapped[int]
    verdict: Mapped[str | None] = mapped_column(String(16), index=True)
    status: Mapped[str | None] = mapped_column(String(16))
    supersedes: Mapped[str | None] = mapped_column(String(ID_LENGTH), index=True)
    upload_id: Mapped[str | None] = mapped_column(ForeignKey("upload.id"), index=True)
    key_id: Mapped[str] = mapped_column(String(32), index=True)
    data_key: Mapped[bytes | None]
    sealed_name: Mapped[bytes | None]
    sealed_report: Mapped[bytes | None]
    attempts: Mapped[int]
    lease_owner: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[dt.datetime | None]
    failure: Mapped[str | None] = mapped_column(String(200))
    keep_until: Mapped[dt.datetime] = mapped_column(index=True)
    legal_hold: Mapped[bool]


class FindingRow(Base):
    """The outcome of one rule in one screening, to search by."""

    __tablename__ = "finding"
    __table_args__ = (Index(None, "rule", "outcome"),)

    screening_id: Mapped[str] = mapped_column(
        ForeignKey("screening.id", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[str] = mapped_column(String(16))
    severity: Mapped[str] = mapped_column(String(16))


class IdempotencyRow(Base):
    """A request that its caller may repeat: the same key and body lead to the same screening."""

    __tablename__ = "idempotency"

    owner: Mapped[str] = mapped_column(String(64), primary_key=True)
    key_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    body_digest: Mapped[str] = mapped_column(String(64))
    screening_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    created: Mapped[dt.datetime] = mapped_column(index=True)


class ApiKeyRow(Base):
    """A caller's key: only its digest is kept. ``scopes``: divided by spaces.

    ``mac``: of everything that decides what the key opens; without a right one it opens nothing.
    """

    __tablename__ = "api_key"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[str] = mapped_column(String(100))
    created: Mapped[dt.datetime]
    expires: Mapped[dt.datetime | None]
    revoked: Mapped[dt.datetime | None]
    last_used: Mapped[dt.datetime | None]
    requests_per_minute: Mapped[int | None]
    concurrent_requests: Mapped[int | None]
    mac: Mapped[str | None] = mapped_column(String(64))


class WebhookRow(Base):
    """An address that is told of screenings. ``sealed_secrets``: a JSON list, newest first."""

    __tablename__ = "webhook"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    url: Mapped[str] = mapped_column(String(2000))
    owner: Mapped[str] = mapped_column(String(64))
    created: Mapped[dt.datetime]
    enabled: Mapped[bool]
    key_id: Mapped[str] = mapped_column(String(32), index=True)
    data_key: Mapped[bytes]
    sealed_secrets: Mapped[bytes]


class DeliveryRow(Base):
    """One message to one webhook and how its delivery goes: waiting, delivered, dead."""

    __tablename__ = "delivery"
    __table_args__ = (Index(None, "state", "due"),)

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    webhook_id: Mapped[str] = mapped_column(
        ForeignKey("webhook.id", ondelete="CASCADE"), index=True
    )
    screening_id: Mapped[str] = mapped_column(String(ID_LENGTH), index=True)
    message_id: Mapped[str] = mapped_column(String(64))
    type: Mapped[str] = mapped_column(String(64))
    body: Mapped[str]
    created: Mapped[dt.datetime]
    state: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int]
    due: Mapped[dt.datetime]
    lease_until: Mapped[dt.datetime | None]
    delivered: Mapped[dt.datetime | None]
    last_status: Mapped[int | None]
    last_error: Mapped[str | None] = mapped_column(String(200))


class AuditRow(Base):
    """One link of the audit chain; ``mac`` covers everything in the row and the link before it."""

    __tablename__ = "audit"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime]
    actor: Mapped[str] = mapped_column(String(64), index=True)
    action: Mapped[str] = mapped_column(String(64), index=True)
    target: Mapped[str | None] = mapped_column(String(64), index=True)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    mac: Mapped[str] = mapped_column(String(64))


class AuditHeadRow(Base):
    """How long the chain is and how it ends, so that a chain cut short is noticed."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    mac: Mapped[str] = mapped_column(String(64))


class KeyMarkRow(Base):
    """What the oldest encryption key is known by, so that another one is told from a change."""

    __tablename__ = "key_mark"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    mark: Mapped[str] = mapped_column(String(64))


class InstallationRow(Base):
    """The one row that tells which installation this is; its object store holds the same id."""

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(ID_LENGTH))


class StrayRow(Base):
    """An object that has no upload's row, and since when that is known."""

    __tablename__ = "stray"

    name: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    found: Mapped[dt.datetime] = mapped_column(index=True)
