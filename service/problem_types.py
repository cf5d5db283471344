"""The kinds of errors that the HTTP interface answers with, as RFC 9457 problem types.

A type's address is ``/problems/<id>`` below the service's own address; the ids never change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from checks.finding import Text

PROBLEM_ROOT = "/problems/"


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One kind of error: its HTTP status, what it is called and what to do about it."""

    id: str
    status: int
    title: Text
    remedy: Text

    @property
    def uri(self) -> str:
        """The type as a problem document states it."""
        return f"{PROBLEM_ROOT}{self.id}"


_TYPES = (
    ProblemType(
        "malformed-request",
        400,
        Text("The request cannot be read", "La requête est illisible"),
        Text(
            "Send the form as multipart/form-data with its boundary, as HTTP clients make it.",
            "Envoyez le formulaire au format multipart/form-data, avec son délimiteur, comme le "
            "font les clients HTTP.",
        ),
    ),
    ProblemType(
        "not-found",
        404,
        Text("There is nothing at this address", "Il n'y a rien à cette adresse"),
        Text(
            "The addresses are listed at /openapi.json.",
            "Les adresses sont énumérées à /openapi.json.",
        ),
    ),
    ProblemType(
        "method-not-allowed",
        405,
        Text("This address does not take this method", "Cette adresse n'accepte pas cette méthode"),
        Text(
            "Use a method that the Allow header of the answer names.",
            "Utilisez l'une des méthodes indiquées dans l'en-tête Allow de la réponse.",
        ),
    ),
    ProblemType(
        "upload-too-large",
        413,
        Text("The upload is too large", "Le fichier téléversé est trop volumineux"),
        Text(
            "Send a smaller file. The operator sets the limit with DOCSCREEN_MAX_UPLOAD_BYTES.",
            "Téléversez un fichier plus petit. L'exploitant fixe la limite au moyen de la variable "
            "DOCSCREEN_MAX_UPLOAD_BYTES.",
        ),
    ),
    ProblemType(
        "unsupported-media-type",
        415,
        Text("The request is not a form", "La requête n'est pas un formulaire"),
        Text(
            "Send multipart/form-data with the file in the field named file.",
            "Envoyez un formulaire multipart/form-data dont le champ file contient le fichier.",
        ),
    ),
    ProblemType(
        "invalid-request",
        422,
        Text(
            "A part of the request is missing or wrong",
            "Un élément de la requête manque ou est erroné",
        ),
        Text(
            "Correct the fields that the member errors names.",
            "Corrigez les champs énumérés dans le membre errors.",
        ),
    ),
    ProblemType(
        "unknown-policy",
        422,
        Text("There is no such policy", "Cette politique n'existe pas"),
        Text(
            "Choose a policy that GET /v1/policies lists.",
            "Choisissez l'une des politiques énumérées par GET /v1/policies.",
        ),
    ),
    ProblemType(
        "internal-error",
        500,
        Text("docscreen failed", "Défaillance de docscreen"),
        Text(
            "Send the request again later. If it fails again, tell the operator the request id.",
            "Soumettez de nouveau la requête plus tard. Si elle échoue encore, communiquez à "
            "l'exploitant l'identifiant de la requête.",
        ),
    ),
    ProblemType(
        "not-ready",
        503,
        Text("docscreen is not ready", "docscreen n'est pas prêt"),
        Text(
            "Send the request again in a few seconds. If that lasts, the operator finds the cause "
            "at /health/ready or with `docscreen doctor`.",
            "Soumettez de nouveau la requête dans quelques secondes. Si le problème persiste, "
            "l'exploitant en trouvera la cause à /health/ready ou avec `docscreen doctor`.",
        ),
    ),
    ProblemType(
        "busy",
        503,
        Text("Too many uploads are waiting", "Trop de fichiers sont en attente"),
        Text(
            "Send the request again after the time in the Retry-After header.",
            "Soumettez de nouveau la requête après le délai indiqué dans l'en-tête Retry-After.",
        ),
    ),
)

PROBLEM_TYPES: Mapping[str, ProblemType] = MappingProxyType({kind.id: kind for kind in _TYPES})
