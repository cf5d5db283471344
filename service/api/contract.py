"""What every operation of the OpenAPI document has: all its answers, their headers, examples.

FastAPI derives parameters and models; which problems any operation may meet, which headers come
with which answer, and that nothing in a form or an address is ever null is added here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checks.policies import policy_ids
from service.api.answer_headers import HEADER_COMPONENTS, headers_of
from service.api.callers import CALLER_PROBLEMS
from service.api.examples import PARAMETERS, TAGS, examples
from service.api.problems import MEDIA_TYPE, problem_responses
from service.problem_types import PROBLEM_TYPES

_JSON, _FORM = "application/json", "multipart/form-data"
_SCHEMAS = "#/components/schemas/"
#: The framework's own errors: they are answered as problem documents.
_NEVER_SENT = ("HTTPValidationError", "ValidationError")
_UPLOAD = "SubmissionForm"
#: What the framework says of an answer that nobody described.
_UNSAID = "Successful Response"

Node = dict[str, Any]


def completed(document: Node) -> Node:
    """Complete a document in its place."""
    schemas = document["components"]["schemas"]
    for name in _NEVER_SENT:
        schemas.pop(name, None)
    _name_the_form(document)
    _limit_to_policies(schemas)
    document["tags"] = [{"name": name, "description": text} for name, text in TAGS.items()]
    document["components"] |= {"headers": HEADER_COMPONENTS, "examples": {}}
    for operation in operations_of(document):
        for parameter in operation.get("parameters", ()):
            _without_null(parameter["schema"])
            _name_as_written(parameter)
        _add_problems(operation, document["components"]["examples"])
        for status, answer in operation["responses"].items():
            if answer["description"] == _UNSAID:
                answer["description"] = f"{operation['summary']}."
            _add_example(answer)
            answer.setdefault("headers", {}).update(headers_of(operation, status, answer))
        _add_example(operation.get("requestBody", {}))
    return document


def operations_of(document: Node) -> Iterator[Node]:
    """Every operation of a document."""
    for path in document["paths"].values():
        yield from path.values()


def _add_problems(operation: Node, shared: Node) -> None:
    """List every problem that an operation may answer with, once, as a problem document.

    ``shared``: the examples of all operations, which are described once.
    """
    answers = operation["responses"]
    listed = [
        type_id
        for answer in answers.values()
        for type_id in answer.get("content", {}).get(MEDIA_TYPE, {}).get("examples", {})
    ]
    if not operation.get("parameters") and "requestBody" not in operation:
        listed.append("invalid-request")  # a parameter that it does not have
    for status in [status for status in answers if status[0] in "45"]:
        del answers[status]
    wanted = {*listed, *_common_problems(operation)}
    ordered = [type_id for type_id in PROBLEM_TYPES if type_id in wanted]
    described = {str(status): answer for status, answer in problem_responses(*ordered).items()}
    for answer in described.values():
        answer.pop("model")
        shown = answer["content"][MEDIA_TYPE]
        shown["schema"] = {"$ref": f"{_SCHEMAS}ProblemDocument"}
        for type_id, example in shown["examples"].items():
            shared.setdefault(type_id, example)
            shown["examples"][type_id] = {"$ref": f"#/components/examples/{type_id}"}
    operation["responses"] = dict(sorted((answers | described).items()))


def _common_problems(operation: Node) -> Iterator[str]:
    yield from ("invalid-request", "internal-error")
    if "health" not in operation["tags"]:
        yield "not-ready"  # while the service stops
    if operation.get("security"):
        yield from (*CALLER_PROBLEMS, "store-unavailable")
    if "requestBody" in operation:
        yield from ("malformed-request", "unsupported-media-type", "upload-too-large")
        yield "upload-stalled"


def _add_example(message: Node) -> None:
    """Give an answer or a request the example of its schema."""
    for content in message.get("content", {}).values():
        if "example" in content or "examples" in content:
            continue
        example = _example_of(content.get("schema", {}))
        if example is not None:
            content["example"] = example


def _example_of(schema: Node) -> Any:
    if "items" in schema:
        return [_example_of(schema["items"])]
    for choice in schema.get("anyOf", ()):
        if "$ref" in choice:
            return _example_of(choice)
    return examples().get(schema.get("$ref", "").removeprefix(_SCHEMAS))


def _name_as_written(parameter: Node) -> None:
    """Names of headers as they are usually written, and an example of each parameter."""
    if parameter["in"] == "header":
        parameter["name"] = "-".join(map(str.capitalize, parameter["name"].split("-")))
    schema, description = parameter["schema"], parameter.get("description")
    schema.pop("description", None) if description else None
    schema.pop("examples", None)
    if parameter["name"] in PARAMETERS:
        parameter["example"] = PARAMETERS[parameter["name"]]


def _without_null(schema: Node) -> None:
    """Leave null out of what a parameter or a field of a form may be: it cannot be sent."""
    choices = [one for one in schema.pop("anyOf", ()) if one.get("type") != "null"]
    if len(choices) == 1:
        schema.update(choices[0])
    elif choices:
        schema["anyOf"] = choices


def _name_the_form(document: Node) -> None:
    """Give the form of an upload a name of its own, and what the framework cannot say of it."""
    schemas = document["components"]["schemas"]
    for operation in operations_of(document):
        form = operation.get("requestBody", {}).get("content", {}).get(_FORM)
        if form is None:
            continue
        schema = schemas.pop(form["schema"]["$ref"].removeprefix(_SCHEMAS))
        for field, described in schema["properties"].items():
            _without_null(described)
            if field != "file" and "enum" not in described:
                described.setdefault("minLength", 1)
        schema["properties"]["policy"]["enum"] = list(policy_ids())
        schema |= {
            "title": _UPLOAD,
            "description": "A file, or the address of one, and how to screen it.",
            "additionalProperties": False,
            "oneOf": [{"required": ["file"]}, {"required": ["source"]}],
        }
        schemas[_UPLOAD] = schema
        form["schema"] = {"$ref": f"{_SCHEMAS}{_UPLOAD}"}
        operation["requestBody"]["required"] = True


def _limit_to_policies(schemas: Node) -> None:
    policy = schemas["RerunRequest"]["properties"]["policy"]
    policy["enum"] = [*policy_ids(), None]
