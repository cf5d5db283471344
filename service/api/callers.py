"""Who calls, for operations that not everybody may use: ``caller_with("read")``.

A router of such operations is made with ``route_class=GuardedRoute``: callers are then let in or
refused before anything of their body is read. The dependency alone refuses them as well, but the
framework reads a body before it asks any dependency.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import ExitStack
from functools import cache
from typing import Any

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import Request, Response, Security
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from fastapi.security import APIKeyHeader, HTTPBearer
from fastapi.security.utils import get_authorization_scheme_param

from checks.finding import Text
from service.access.access import Access, ScopeMissing
from service.access.credentials import CredentialsRefused, RefusalReason, is_key_like
from service.access.limits import TooManyRequests
from service.access.oidc import RETRY_S, TokensUnverifiable
from service.access.scopes import Caller, Scope
from service.api.problems import Problem
from service.settings import Settings
from service.telemetry.notes import note_limit

KEY_HEADER = "X-Api-Key"
#: Problems that every operation with a caller may answer with.
CALLER_PROBLEMS = ("unauthenticated", "forbidden", "too-many-requests", "tokens-unverifiable")

#: Threads for tokens: while their provider does not answer, callers with keys have the others.
_TOKEN_THREADS = 4
#: Methods that bring nothing; the limit of requests a minute alone holds for them.
READING_METHODS = frozenset({"GET", "HEAD"})

_BEARER = HTTPBearer(
    scheme_name="bearer",
    bearerFormat="ds_...",
    description="An API key of docscreen, or a token of the provider where one is set.",
    auto_error=False,
)
_HEADER = APIKeyHeader(
    name=KEY_HEADER,
    scheme_name="key",
    description="An API key of docscreen, for clients that cannot send a bearer.",
    auto_error=False,
)
_OPEN_ID = "openIdConnect"

_CHALLENGE = 'Bearer realm="docscreen"'
_REFUSALS: dict[RefusalReason, Text] = {
    "missing": Text("No credentials were sent.", "Aucun justificatif d'accès n'a été envoyé."),
    "mistyped": Text(
        "What was sent is no API key: a part is missing or a character is wrong.",
        "Ce qui a été envoyé n'est pas une clé d'API\u00a0: il en manque une partie ou un "
        "caractère est erroné.",
    ),
    "unknown": Text("The API key is not known here.", "La clé d'API est inconnue ici."),
    "expired": Text("The API key has expired.", "La clé d'API est expirée."),
    "revoked": Text("The API key was revoked.", "La clé d'API a été révoquée."),
    "token": Text(
        "The token is not valid here: its signature, its issuer, its audience or its times.",
        "Le jeton n'est pas valable ici\u00a0: sa signature, son émetteur, son destinataire ou ses "
        "dates.",
    ),
}

CallerOf = Callable[..., AsyncIterator[Caller]]
_needed: dict[CallerOf, Scope] = {}


@cache
def caller_with(scope: str) -> CallerOf:
    """The dependency that answers with the caller, or refuses one without a scope.

    The room of a request that brings something is held until the answer is sent. Raises ValueError
    for what is no scope.
    """
    needed = Scope(scope)

    async def caller(
        request: Request,
        _bearer: object = Security(_BEARER, scopes=[scope]),
        _header: object = Security(_HEADER, scopes=[scope]),
    ) -> AsyncIterator[Caller]:
        held: ExitStack | None = getattr(request.state, "caller_room", None)
        if held is None:  # not a guarded route
            request.state.caller, held = await _admit(request, needed)
        with held.pop_all():
            who: Caller = request.state.caller
            if not who.may(needed):  # a route may need two
                raise _problem_of(ScopeMissing(needed))
            yield who

    _needed[caller] = needed
    return caller


class GuardedRoute(APIRoute):
    """A route that lets callers in before it reads their body."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """What serves a request, behind the scope that the route's dependencies name."""
        serve = super().get_route_handler()
        needed = next(_scopes_needed(self.dependant), None)
        if needed is None:
            return serve

        async def serve_admitted(request: Request) -> Response:
            request.state.caller, held = await _admit(request, needed)
            with held:  # until the dependency takes it over
                request.state.caller_room = held
                return await serve(request)

        return serve_admitted


def describe_access(document: dict[str, Any], settings: Settings) -> None:
    """Let an OpenAPI document say that tokens are taken where a provider is set, and from whom."""
    if not settings.oidc_issuer:
        return
    metadata = settings.oidc_issuer.rstrip("/") + "/.well-known/openid-configuration"
    schemes = document.setdefault("components", {}).setdefault("securitySchemes", {})
    schemes[_OPEN_ID] = {"type": "openIdConnect", "openIdConnectUrl": metadata}
    for path in document["paths"].values():
        for operation in path.values():
            ways = operation.get("security", []) if isinstance(operation, dict) else []
            scopes = next((way["bearer"] for way in ways if "bearer" in way), None)
            if scopes is not None:
                ways.append({_OPEN_ID: scopes})


def _scopes_needed(dependant: Dependant) -> Any:
    for inner in dependant.dependencies:
        if inner.call in _needed:
            yield _needed[inner.call]
        yield from _scopes_needed(inner)


async def _admit(request: Request, scope: Scope) -> tuple[Caller, ExitStack]:
    """The caller and its room, to be given back by whoever gets it. Raises Problem."""
    access: Access = request.app.state.access
    credential = _credential(request)
    threads = None if is_key_like(credential) else _token_threads(request)
    room = ExitStack()
    try:
        caller = await run_sync(access.admit, credential, scope, limiter=threads)
        # Reading is over soon: who asks for results must not be refused while uploads take long.
        if request.method not in READING_METHODS:
            room.enter_context(access.slot(caller))
    except (CredentialsRefused, TokensUnverifiable, ScopeMissing, TooManyRequests) as refusal:
        if isinstance(refusal, TooManyRequests):
            note_limit(refusal.kind)
        raise _problem_of(refusal) from None
    return caller, room


def _credential(untrusted: Request) -> str:
    """The bearer, else the key's own header; "" where there is neither."""
    authorization = untrusted.headers.get("authorization", "")
    scheme, bearer = get_authorization_scheme_param(authorization)
    if scheme.lower() == "bearer" and bearer:
        return bearer.strip()
    return untrusted.headers.get(KEY_HEADER, "").strip()


def _token_threads(request: Request) -> CapacityLimiter:
    state = request.app.state
    if not hasattr(state, "token_threads"):  # made by the event loop, which is alone
        state.token_threads = CapacityLimiter(_TOKEN_THREADS)
    threads: CapacityLimiter = state.token_threads
    return threads


def _problem_of(
    refusal: CredentialsRefused | TokensUnverifiable | ScopeMissing | TooManyRequests,
) -> Problem:
    match refusal:
        case CredentialsRefused(reason=reason):
            # RFC 6750: an error is named only where credentials came.
            error = "" if reason == "missing" else ', error="invalid_token"'
            headers = {"WWW-Authenticate": _CHALLENGE + error}
            return Problem("unauthenticated", _REFUSALS[reason], headers=headers)
        case ScopeMissing(scope=scope):
            needed = Text(f"The scope {scope} is missing.", f"Il manque la portée {scope}.")
            challenge = f'{_CHALLENGE}, error="insufficient_scope", scope="{scope}"'
            return Problem("forbidden", needed, headers={"WWW-Authenticate": challenge})
        case TooManyRequests():
            headers = {"Retry-After": str(refusal.retry_after_s)}
            return Problem("too-many-requests", _over(refusal), headers=headers)
        case TokensUnverifiable():
            return Problem("tokens-unverifiable", headers={"Retry-After": f"{RETRY_S:.0f}"})


def _over(refusal: TooManyRequests) -> Text:
    if refusal.kind == "rate":
        return Text(
            f"This caller may send {refusal.limit} requests a minute.",
            f"Cet appelant peut envoyer {refusal.limit} requêtes par minute.",
        )
    return Text(
        f"This caller may have {refusal.limit} requests open at once that bring something.",
        f"Cet appelant peut avoir {refusal.limit} requêtes d'envoi ouvertes à la fois.",
    )


def require_scope(caller: Caller, scope: Scope) -> None:
    """Refuse a caller without a scope that a part of the request needs. Raises Problem."""
    if not caller.may(scope):
        raise _problem_of(ScopeMissing(scope))
