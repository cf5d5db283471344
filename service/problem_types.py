"""The kinds of errors that the HTTP interface answers with, as RFC 9457 problem types.

A type's address is ``/problems/<id>`` below the service's own address; the ids never change.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from checks.finding import Text
from service.problem_type import ProblemType
from service.problem_types_webhooks import WEBHOOK_TYPES

_TYPES = (
    ProblemType(
        "malformed-request",
        400,
        Text("The request cannot be read", "La requête est illisible"),
        Text(
            "Send a form as multipart/form-data with its boundary, as HTTP clients make it, and "
            "JSON in UTF-8.",
            "Envoyez un formulaire au format multipart/form-data, avec son délimiteur, comme le "
            "font les clients HTTP, et du JSON en UTF-8.",
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
        "upload-stalled",
        408,
        Text("The request did not arrive in time", "La requête n'est pas arrivée à temps"),
        Text(
            "Send the request again over a connection that does not stall; the smaller the file, "
            "the sooner it is there.",
            "Renvoyez la requête sur une connexion qui ne s'interrompt pas; plus le fichier "
            "est petit, plus vite il arrive.",
        ),
        retry_after_s=1,
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
        Text(
            "The content is in another format than is read here",
            "Le contenu n'est pas dans un format lu ici",
        ),
        Text(
            "Send a file as multipart/form-data in the field named file, and all else as "
            "application/json.",
            "Envoyez un fichier au format multipart/form-data, dans le champ file, et tout le "
            "reste au format application/json.",
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
        "gone",
        410,
        Text("The screening was deleted", "L'examen a été supprimé"),
        Text(
            "Nothing of it is kept but the audit's record; submit the file again if need be.",
            "Il n'en reste que la trace dans le journal d'audit; au besoin, soumettez de "
            "nouveau le fichier.",
        ),
    ),
    ProblemType(
        "on-hold",
        409,
        Text("A legal hold keeps the screening", "L'examen fait l'objet d'une conservation légale"),
        Text(
            "Release it with DELETE /v1/screenings/{id}/hold before you delete it.",
            "Levez la conservation par DELETE /v1/screenings/{id}/hold avant de le supprimer.",
        ),
    ),
    ProblemType(
        "being-screened",
        409,
        Text("The screening is being worked on", "L'examen est en cours"),
        Text("Delete it once it is done.", "Supprimez-le une fois qu'il est terminé."),
        retry_after_s=5,
    ),
    ProblemType(
        "not-done",
        409,
        Text("A screening is not done yet", "Un examen n'est pas terminé"),
        Text(
            "Ask again once both have the state done.",
            "Réessayez quand les deux seront terminés (état done).",
        ),
        retry_after_s=1,
    ),
    ProblemType(
        "nothing-to-show",
        404,
        Text("There is no evidence picture", "Il n'y a pas d'image explicative"),
        Text(
            "A file that could not be opened has none; the report says why.",
            "Un fichier qui n'a pu être ouvert n'en a pas; le rapport en donne la raison.",
        ),
    ),
    ProblemType(
        "idempotency-in-progress",
        409,
        Text("The same request is being worked on", "La même requête est en cours de traitement"),
        Text(
            "Send it again after the seconds that Retry-After states; Location says where the "
            "result will be.",
            "Renvoyez-la après le délai indiqué par Retry-After; Location indique où le "
            "résultat se trouvera.",
        ),
        retry_after_s=1,
    ),
    ProblemType(
        "idempotency-key-reused",
        422,
        Text(
            "The idempotency key belongs to another request",
            "La clé d'idempotence appartient à une autre requête",
        ),
        Text(
            "Send a new Idempotency-Key with a new request; repeat a request unchanged.",
            "Utilisez une nouvelle clé Idempotency-Key pour une nouvelle requête; répétez "
            "une requête sans rien y changer.",
        ),
    ),
    ProblemType(
        "store-unavailable",
        503,
        Text("Nothing can be kept now", "Rien ne peut être conservé pour l'instant"),
        Text(
            "Send the request again later. The operator finds the cause in the log or with "
            "`docscreen doctor`.",
            "Soumettez de nouveau la requête plus tard. L'exploitant en trouvera la cause dans le "
            "journal ou avec `docscreen doctor`.",
        ),
        retry_after_s=5,
    ),
    *WEBHOOK_TYPES,
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
        retry_after_s=1,
    ),
    ProblemType(
        "busy",
        503,
        Text("Too many uploads are waiting", "Trop de fichiers sont en attente"),
        Text(
            "Send the request again after the time in the Retry-After header.",
            "Soumettez de nouveau la requête après le délai indiqué dans l'en-tête Retry-After.",
        ),
        retry_after_s=5,
    ),
    ProblemType(
        "unauthenticated",
        401,
        Text("It is not known who calls", "L'appelant n'est pas identifié"),
        Text(
            "Send an API key in the header `Authorization: Bearer ds_...`. The operator makes one "
            "with `docscreen keys create`.",
            "Envoyez une clé d'API dans l'en-tête `Authorization: Bearer ds_...`. L'exploitant en "
            "crée une avec `docscreen keys create`.",
        ),
    ),
    ProblemType(
        "forbidden",
        403,
        Text("This caller may not do this", "Cet appelant n'y est pas autorisé"),
        Text(
            "Use a key that has the scope, or ask the operator for one.",
            "Utilisez une clé qui possède cette portée, ou demandez-en une à l'exploitant.",
        ),
    ),
    ProblemType(
        "too-many-requests",
        429,
        Text("This caller asks too often", "Cet appelant envoie trop de requêtes"),
        Text(
            "Send the request again after the time in the Retry-After header.",
            "Soumettez de nouveau la requête après le délai indiqué dans l'en-tête Retry-After.",
        ),
        retry_after_s=1,
    ),
    ProblemType(
        "tokens-unverifiable",
        503,
        Text("Tokens cannot be verified now", "Les jetons ne peuvent pas être vérifiés"),
        Text(
            "Send the request again after the time in the Retry-After header, or use an API key. "
            "If that lasts, the operator checks that the token's provider can be reached.",
            "Soumettez de nouveau la requête après le délai indiqué dans l'en-tête Retry-After, ou "
            "utilisez une clé d'API. Si le problème persiste, l'exploitant vérifie que le "
            "fournisseur des jetons est joignable.",
        ),
        retry_after_s=10,
    ),
)

PROBLEM_TYPES: Mapping[str, ProblemType] = MappingProxyType({kind.id: kind for kind in _TYPES})
