"""The kinds of errors that are about webhooks alone (see ``service.problem_types``)."""

from __future__ import annotations

from checks.finding import Text
from service.problem_type import ProblemType

WEBHOOK_TYPES = (
    ProblemType(
        "webhook-target-refused",
        422,
        Text(
            "Messages may not go to this address",
            "Aucun message ne peut être envoyé à cette adresse",
        ),
        Text(
            "Give an https address of the public Internet, without user name and fragment. The "
            "operator may allow more with DOCSCREEN_WEBHOOK_ALLOW_HTTP and "
            "DOCSCREEN_WEBHOOK_ALLOWED_NETWORKS.",
            "Indiquez une adresse https de l'Internet public, sans nom d'utilisateur ni fragment. "
            "L'exploitant peut en autoriser d'autres au moyen des variables "
            "DOCSCREEN_WEBHOOK_ALLOW_HTTP et DOCSCREEN_WEBHOOK_ALLOWED_NETWORKS.",
        ),
    ),
    ProblemType(
        "webhook-disabled",
        409,
        Text("The webhook is disabled", "Le webhook est désactivé"),
        Text(
            "Its receiver answered 410. Once it takes messages again, enable the webhook with "
            "POST /v1/webhooks/{id}/enable.",
            "Son destinataire a répondu 410. Quand il accepte de nouveau les messages, réactivez "
            "le webhook par POST /v1/webhooks/{id}/enable.",
        ),
    ),
)
