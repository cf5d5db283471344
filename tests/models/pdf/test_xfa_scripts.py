"""What scripts, saved states and views make of mandatory fields; nothing is run."""

from __future__ import annotations

import io
import time

import pikepdf
import pytest

from models.pdf.fields import measure_form
from models.pdf.opening import open_pdf
from models.pdf.validation import FormValidation, measure_validation
from models.pdf.xfa_scripts import MAX_SCRIPT_CHARACTERS, Script, find_switches
from samples.forms_filling import fill_datasets
from tests.checks.form.small_forms import judge

TEMPLATE = "http://www.xfa.org/schema/xfa-template/3.3/"
KNOWN = ("form1", "Page1", "Spouse", "Name", "Given", "Box", "Yes", "q3-4")
NAME, GIVEN = "form1[0].Page1[0].Spouse[0].Name[0]", "form1[0].Page1[0].Given[0]"


def switched(*texts: str, owner: tuple[str, ...] = ("form1", "Page1", "Given")) -> set[str]:
    """Which of the two fields the scripts may switch."""
    found = find_switches([Script(owner, text) for text in texts], KNOWN)
    return {place for place in (NAME, GIVEN) if found.may_switch(place)}


BOTH = {NAME, GIVEN}
SCRIPTS = [
    # assignments
    (['Spouse.Name.mandatory = "disabled";'], {NAME}),
    (["form1.Page1.Spouse.Name[0].validate.nullTest = 'disabled'"], {NAME}),
    (['Page1.Spouse.presence = "hidden"'], {NAME}),
    (['xfa.form.form1.Page1.presence="invisible"'], BOTH),
    (['Spouse.Name.access = "readOnly";'], {NAME}),
    (["Spouse.Name.mandatory = isMarried ? 'error' : 'disabled';"], {NAME}),
    (['this.mandatory = "disabled"'], {GIVEN}),
    (['$.presence = "hidden"'], {GIVEN}),
    (['xfa.resolveNode("form1.Page1.Spouse[" + i + "].Name").mandatory = "disabled"'], {NAME}),
    # what demands or shows more hides nothing
    (['Spouse.Name.mandatory = "error"; Spouse.presence = "visible"'], set()),
    (['if (Spouse.Name.mandatory == "disabled") { app.alert("no"); }'], set()),
    (['// Spouse.Name.mandatory = "disabled"\n/* Given.presence = "hidden" */'], set()),
    (['Spouse.Name.border.edge.presence = "hidden"'], set()),
    (["Spouse.Name.rawValue = null;"], set()),
    # variables
    (['var oName = Spouse.Name;\noName.mandatory = "disabled";'], {NAME}),
    (['var o = xfa.resolveNode("Page1.Spouse.Name"); o.presence = "hidden";'], {NAME}),
    (['var o = Spouse.Name.border; o.presence = "hidden";'], set()),
    (['var o = null; o = Given; o.mandatory = "disabled"'], {GIVEN}),
    # functions, in other scripts and through other functions
    (['function free(n) { n.mandatory = "disabled"; }', "tools.free(Spouse.Name)"], {NAME}),
    (['function free(a, n) { n.mandatory = "disabled" }', "free(Given, Spouse.Name)"], {NAME}),
    (
        ['function free(n) { n.mandatory = "disabled" }', "function all(m) { free(m) }",
         'all(xfa.resolveNode("Page1.Spouse.Name"))'],
        {NAME},
    ),
    (
        ["function free(path) { var n = xfa.resolveNode(path); n.mandatory = 'disabled'; }",
         'free("Page1.Spouse.Name")'],
        {NAME},
    ),
    (['function free(n) { n.mandatory = "disabled" }', 'ask("free", Spouse.Name)'], set()),
    # what cannot be told may be anything
    (["var o = all.item(3); o.mandatory = 'disabled'"], BOTH),
    (["for (var n in list) { n.presence = 'hidden' }"], BOTH),
    (["each(function (n) { n.presence = 'hidden' })"], BOTH),
    ([f"/* {'x' * MAX_SCRIPT_CHARACTERS} */"], BOTH),
    # and names that the form does not have are nothing
    (['Ghost.mandatory = "disabled"'], set()),
    ([], set()),
]  # fmt: skip


@pytest.mark.parametrize(("texts", "places"), SCRIPTS)
def test_what_scripts_may_switch(texts: list[str], places: set[str]) -> None:
    assert switched(*texts) == places


def test_a_box_of_a_group_stands_for_the_group() -> None:
    found = find_switches([Script((), 'Box.Yes.mandatory = "disabled"')], KNOWN)
    assert found.may_switch("form1[0].Page1[0].Box[0]", ("Yes", "No"))
    assert not found.may_switch("form1[0].Page1[0].Box[0]")


HOSTILE = [
    "a" * 500_000,
    "a." * 250_000,
    "a[" * 250_000,
    "(" * 500_000,
    "function f(a){" * 30_000,
    "function (" * 50_000,
    "f(f(" * 100_000 + "a.mandatory=1",
    "x=" * 250_000,
    " " * 400_000 + ".presence = 'hidden'",
    "".join(f"var v{n}=v{n + 1};" for n in range(20_000)) + "v0.presence='hidden'",
    "".join(f"function f{n}(a){{f{n + 1}(a);a.presence=1}}" for n in range(10_000)),
    "\n".join("/*" for _ in range(200_000)),
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_scripts_cost_little_time(text: str) -> None:
    started = time.perf_counter()
    find_switches([Script((), text)], KNOWN)
    assert time.perf_counter() - started < 5.0


def form(body: str, state: str = "", **values: str) -> bytes:
    """A dynamic form of a template's body, with a saved state and with answers."""
    packets = {
        "preamble": '<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/">',
        "config": "<config><acrobat><acrobat7><dynamicRender>required</dynamicRender></acrobat7>"
        "</acrobat></config>",
        "template": f'<template xmlns="{TEMPLATE}"><subform name="form1">{body}</subform>'
        "</template>",
        "form": f"<form><subform name='form1'>{state}</subform></form>" if state else "<form/>",
        "postamble": "</xdp:xdp>",
    }
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(200, 200))
    pieces = pikepdf.Array()
    for name, text in packets.items():
        pieces.append(pikepdf.String(name))
        pieces.append(pdf.make_indirect(pikepdf.Stream(pdf, text.encode())))
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(), XFA=pieces)
    target = io.BytesIO()
    pdf.save(target)
    answers = {f"form1/{name}": value for name, value in values.items()}
    return fill_datasets(target.getvalue(), answers or {"form1/Given": "Zo\u00e9"})


def field(name: str, demand: str = "error", attributes: str = "", inside: str = "") -> str:
    null_test = f'<validate nullTest="{demand}"/>' if demand else ""
    return (
        f'<field name="{name}" {attributes}><ui><textEdit/></ui><caption><value><text>{name}</text>'
        f"</value></caption>{null_test}{inside}</field>"
    )


def measured(content: bytes) -> FormValidation:
    with open_pdf(content) as document:
        return measure_validation(measure_form(document))


def names(found: FormValidation) -> tuple[list[str], list[str]]:
    """Names of the fields that are missing, and of those that perhaps are."""
    return [f.name for f in found.missing], [f.name for f in found.perhaps_missing]


GIVEN_FIELD = field("Given", "")
FORMS = [
    # the template alone
    (field("Name"), "", (["Name"], [])),
    (field("Name", ""), "", ([], [])),
    (field("Name", attributes='presence="hidden"'), "", ([], [])),
    (field("Name", attributes='presence="inactive"'), "", ([], [])),
    (f'<subform name="S" presence="hidden">{field("Name")}</subform>', "", ([], [])),
    (f'<subform presence="inactive">{field("Name")}</subform>', "", ([], [])),
    (f'<area name="A" presence="invisible">{field("Name")}</area>', "", ([], [])),
    # views
    (field("Name", attributes='relevant="-print"'), "", (["Name"], [])),
    (field("Name", attributes='relevant="print"'), "", ([], [])),
    (f'<subform name="S" relevant="+print">{field("Name")}</subform>', "", ([], [])),
    # the state that was saved
    (
        field("Name"),
        '<field name="Name"><validate nullTest="disabled"/></field>',
        ([], []),
    ),
    (field("Name", ""), '<field name="Name"><validate nullTest="error"/></field>', ([], ["Name"])),
    (field("Name"), '<field name="Name" presence="hidden"/>', ([], [])),
    (
        f'<subform name="S">{field("Name")}</subform>',
        '<subform name="S" presence="hidden"/>',
        ([], []),
    ),
    (
        f'<subform name="S" presence="hidden">{field("Name")}</subform>',
        '<subform name="S" presence="visible"/>',
        (["Name"], []),
    ),
    (
        f'<subform name="S" presence="hidden"><subform name="T">{field("Name")}</subform>'
        "</subform>",
        '<subform name="S"><subform name="T" presence="visible"/></subform>',
        ([], []),
    ),
    # what scripts may change
    (field("Name", inside='<event><script>this.mandatory = "disabled"</script></event>'), "",
     ([], ["Name"])),
    (f'<subform name="S">{field("Name")}<event><script>this.presence = "hidden";</script></event>'
     "</subform>", "", ([], ["Name"])),
    (field("Name", inside='<event><script>this.mandatory = "error"</script></event>'), "",
     (["Name"], [])),
]  # fmt: skip


@pytest.mark.parametrize(("body", "state", "expected"), FORMS)
def test_missing_and_perhaps_missing(
    body: str, state: str, expected: tuple[list[str], list[str]]
) -> None:
    assert names(measured(form(body + GIVEN_FIELD, state))) == expected


def test_a_group_that_occurs_again_has_a_state_of_its_own() -> None:
    body = f'<subform name="S"><occur min="2" max="2"/>{field("Name")}</subform>{GIVEN_FIELD}'
    state = '<subform name="S" presence="hidden"/><subform name="S"/>'
    found = measured(form(body, state))
    assert [one.place for one in found.missing] == ["form1[0].S[1].Name[0]"]


def test_what_only_scripts_demand_is_left_to_an_officer() -> None:
    footer = "<pageSet><pageArea name='P'><draw><value><text>IMM 5444 (10-2018) E</text></value>"
    head = f"{footer}</draw></pageArea></pageSet>"
    always = form(head + field("Name") + GIVEN_FIELD)
    assert judge("form.complete", "pr-card", always).outcome.value == "fail"
    state = '<field name="Name"><validate nullTest="error"/></field>'
    at_times = form(head + field("Name", "") + GIVEN_FIELD, state)
    found = judge("form.complete", "pr-card", at_times)
    assert (found.outcome.value, found.reason) == ("unsure", "perhaps-missing")
    assert found.details["fields"] == "Name (page 1)"
    answered = form(head + field("Name", "") + GIVEN_FIELD, state, Name="Tremblay")
    assert judge("form.complete", "pr-card", answered).reason == "complete"
