"""Active content: counted wherever it hides, addresses cut to their host."""

from __future__ import annotations

from typing import Any

import pikepdf
import pytest

from models.pdf import active_content
from models.pdf.active_content import ActiveContent, measure_active_content
from models.pdf.opening import open_pdf
from tests.models.pdf.small_pdfs import Build, built, painted, shown

Name = pikepdf.Name


def active_in(build: Build) -> ActiveContent:
    with open_pdf(built(build)) as document:
        return measure_active_content(document.pike)


def action(**properties: Any) -> Build:
    """An action behind a link on the first page."""

    def build(pike: pikepdf.Pdf) -> None:
        link = pikepdf.Dictionary(Subtype=Name.Link, Rect=[0, 0, 9, 9])
        link["/A"] = pikepdf.Dictionary(**properties)
        pike.pages[0].obj.Annots = pikepdf.Array([link])

    return build


def annotation(subtype: str) -> Build:
    def build(pike: pikepdf.Pdf) -> None:
        added = pikepdf.Dictionary(Subtype=Name(f"/{subtype}"), Rect=[0, 0, 9, 9])
        pike.pages[0].obj.Annots = pikepdf.Array([added])

    return build


def attachment(pike: pikepdf.Pdf) -> None:
    pike.attachments["notes.txt"] = b"hello"


def portfolio(pike: pikepdf.Pdf) -> None:
    pike.Root.Collection = pikepdf.Dictionary(Type=Name.Collection)


def xfa_scripts(pike: pikepdf.Pdf) -> None:
    template = b"<template><script>a</script><script contentType='x'>b</script><submit/></template>"
    parts = pikepdf.Array([pikepdf.String("template"), pike.make_stream(template)])
    pike.Root.AcroForm = pikepdf.Dictionary(XFA=parts, Fields=pikepdf.Array())


@pytest.mark.parametrize(
    ("build", "counts"),
    [
        (action(S=Name.JavaScript, JS="app.alert(1)"), {"javascript": 1}),
        (action(S=Name.Launch, F="cmd.exe"), {"launch": 1}),
        (action(S=Name.GoToR, F="other.pdf"), {"goto-remote": 1}),
        (action(S=Name.GoToE), {"goto-embedded": 1}),
        (action(S=Name.URI, URI="https://example.org/a?b"), {"uri": 1}),
        (action(S=Name.SubmitForm, F="https://example.org/x"), {"submit-form": 1}),
        (action(S=Name.ImportData, F="x.fdf"), {"import-data": 1}),
        (action(S=Name.Rendition, JS="x"), {"rendition": 1, "javascript": 1}),
        (action(S=Name.GoTo, D="a"), {}),
        (action(Next=pikepdf.Dictionary(S=Name.Launch, F="a")), {"launch": 1}),
        (annotation("Movie"), {"movie": 1}),
        (annotation("Sound"), {"sound": 1}),
        (annotation("Screen"), {"screen": 1}),
        (annotation("RichMedia"), {"rich-media": 1}),
        (annotation("3D"), {"3d": 1}),
        (annotation("FileAttachment"), {"file-attachment": 1}),
        (annotation("Highlight"), {}),
        (attachment, {"embedded-file": 1}),
        (portfolio, {"portfolio": 1}),
        (xfa_scripts, {"xfa-script": 2, "submit-form": 1}),
        (lambda pike: None, {}),
    ],
)
def test_kinds_are_counted(build: Build, counts: dict[str, int]) -> None:
    found = active_in(build)
    assert found.counts == counts
    assert set(found.places) == set(counts)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://User:Pass@Example.org:8080/path/John?id=1", "https://example.org"),
        ("http://127.0.0.1/form", "http://127.0.0.1"),
        ("mailto:someone@example.org", "mailto:"),
        ("file:///C:/Users/John", "file:"),
        ("form.php?name=John", "relative"),
    ],
)
def test_addresses_are_cut_to_their_host(address: str, told: str) -> None:
    assert active_in(action(S=Name.SubmitForm, F=address)).submit_targets == (told,)
    assert active_in(action(S=Name.URI, URI=address)).link_targets == (told,)


def test_what_starts_by_itself() -> None:
    def build(pike: pikepdf.Pdf) -> None:
        pike.Root.OpenAction = pikepdf.Dictionary(S=Name.Launch, F="a")
        pike.pages[0].obj.AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=Name.JavaScript, JS="b"))

    assert active_in(build).opens_by_itself == {"launch", "javascript"}
    assert active_in(action(S=Name.Launch, F="a")).opens_by_itself == frozenset()


def test_what_no_page_leads_to_counts() -> None:
    def build(pike: pikepdf.Pdf) -> None:
        hidden = pikepdf.Dictionary(S=Name.Launch, F="a")
        pike.Root.Unheard = pike.make_indirect(pikepdf.Dictionary(Of=pike.make_indirect(hidden)))

    assert active_in(build).counts == {"launch": 1}


def test_loops_end() -> None:
    def build(pike: pikepdf.Pdf) -> None:
        first = pike.make_indirect(pikepdf.Dictionary(S=Name.JavaScript, JS="a"))
        second = pike.make_indirect(pikepdf.Dictionary(S=Name.JavaScript, JS="b", Next=first))
        first.Next = second
        pike.Root.OpenAction = first

    assert active_in(build).counts == {"javascript": 2}


def test_the_search_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(active_content, "MAX_VISITED", 3)
    with open_pdf(painted(shown("Hello"))) as document:
        assert not measure_active_content(document.pike).is_complete


@pytest.mark.parametrize(
    ("script", "targets"),
    [
        ('app.launchURL("http://Example.org/x?id=1")', ("http://example.org",)),
        ("this.submitForm({cURL: 'https:\\/\\/example.org'})", ("https://example.org",)),
        ('getURL("www.example.org")', ("http://www.example.org",)),
        ('app.openDoc("\\\\\\\\share\\\\x.pdf")', ("file://share",)),
        ('this.mailDoc(true); x = "mailto:someone@example.org"', ("mailto:",)),
        ("app.launchURL(address)", ()),
        ('var text = "see https://example.org";', ()),
        ("// a remark on launchURL", ()),
    ],
)
def test_where_scripts_lead_to(script: str, targets: tuple[str, ...]) -> None:
    assert active_in(action(S=Name.JavaScript, JS=script)).script_targets == targets


def test_scripts_in_streams_and_in_xfa_are_read() -> None:
    script = "app.launchURL('http://example.org')"

    def build(pike: pikepdf.Pdf) -> None:
        stream = pike.make_stream(script.encode("utf-16"))
        pike.Root.OpenAction = pikepdf.Dictionary(S=Name.JavaScript, JS=stream)

    def build_xfa(pike: pikepdf.Pdf) -> None:
        template = f"<template><script contentType='x'>{script}</script></template>".encode()
        pike.Root.AcroForm = pikepdf.Dictionary(XFA=pike.make_stream(template))

    assert active_in(build).script_targets == ("http://example.org",)
    assert active_in(build_xfa).script_targets == ("http://example.org",)


def test_a_script_that_opens_a_carried_file_is_a_launch() -> None:
    script = "this.exportDataObject({cName: 'x', nLaunch: 2})"
    found = active_in(action(S=Name.JavaScript, JS=script))
    assert found.counts == {"javascript": 1, "launch": 1}
    saving = "this.exportDataObject({cName: 'x', nLaunch: 0})"
    assert active_in(action(S=Name.JavaScript, JS=saving)).counts == {"javascript": 1}


def test_where_it_leads_by_itself() -> None:
    link = pikepdf.Dictionary(S=Name.URI, URI="https://example.org/x")

    def opened(pike: pikepdf.Pdf) -> None:
        pike.Root.OpenAction = link

    def followed(pike: pikepdf.Pdf) -> None:
        first = pikepdf.Dictionary(S=Name.GoTo, D="a", Next=pikepdf.Array([link]))
        pike.pages[0].obj.AA = pikepdf.Dictionary(O=first)

    assert active_in(opened).automatic_targets == ("https://example.org",)
    assert active_in(followed).automatic_targets == ("https://example.org",)
    assert active_in(action(S=Name.URI, URI="https://example.org")).automatic_targets == ()
