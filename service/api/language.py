"""Which official language a caller prefers."""

from __future__ import annotations

from starlette.datastructures import Headers

from service.words import Language


def preferred_language(headers: Headers) -> Language:
    """French where ``Accept-Language`` gives it a higher quality than English, else English."""
    qualities = {"en": 0.0, "fr": 0.0}
    for position, choice in enumerate(headers.get("accept-language", "").split(",")):
        tag, _, parameter = choice.strip().partition(";")
        language = tag.strip().lower().partition("-")[0]
        if language in qualities:
            # Earlier choices of equal quality come first.
            quality = _quality(parameter) - position * 1e-6
            qualities[language] = max(qualities[language], quality)
    return "fr" if qualities["fr"] > qualities["en"] else "en"


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0
