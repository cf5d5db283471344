"""What the rule says of scripts, links and what starts by itself."""

from __future__ import annotations

from typing import Any

import pikepdf
import pytest

from tests.checks.form.small_forms import judge
from tests.models.pdf.small_pdfs import Build, built

Name = pikepdf.Name
ELSEWHERE, OWN = "https://example.org/x", "https://www.canada.ca/x"


def opening(**action: Any) -> Build:
    """An action that starts when the file is opened."""

    def build(pike: pikepdf.Pdf) -> None:
        pike.Root.OpenAction = pikepdf.Dictionary(**action)

    return build


def linking(address: str) -> Build:
    def build(pike: pikepdf.Pdf) -> None:
        link = pikepdf.Dictionary(Subtype=Name.Link, Rect=[0, 0, 9, 9])
        link["/A"] = pikepdf.Dictionary(S=Name.URI, URI=address)
        pike.pages[0].obj.Annots = pikepdf.Array([link])

    return build


@pytest.mark.parametrize(
    ("build", "outcome", "reason"),
    [
        (lambda pike: None, "pass", "quiet"),
        (linking(ELSEWHERE), "pass", "usual"),
        (opening(S=Name.JavaScript, JS="app.alert(1)"), "pass", "usual"),
        (opening(S=Name.URI, URI=OWN), "pass", "usual"),
        (opening(S=Name.URI, URI=ELSEWHERE), "fail", "opens-elsewhere"),
        (opening(S=Name.SubmitForm, F=ELSEWHERE), "fail", "opens-elsewhere"),
        (
            opening(S=Name.JavaScript, JS=f"app.launchURL('{ELSEWHERE}')"),
            "unsure",
            "script-leads-elsewhere",
        ),
        (opening(S=Name.JavaScript, JS=f"app.launchURL('{OWN}')"), "pass", "usual"),
        (
            opening(S=Name.JavaScript, JS="this.exportDataObject({cName: 'x', nLaunch: 2})"),
            "fail",
            "refused",
        ),
    ],
)
def test_active_content(build: Build, outcome: str, reason: str) -> None:
    found = judge("file.active-content", "pr-portal", built(build))
    assert (found.outcome.value, found.reason) == (outcome, reason)


def test_a_pdf_that_is_an_archive_too_is_refused() -> None:
    archive = bytes.fromhex("504b0304") + bytes(46)
    found = judge("file.active-content", "pr-portal", archive + built(lambda pike: None))
    assert (found.reason, found.details) == ("refused", {"kinds": "second-format"})


def test_what_there_is_is_said() -> None:
    found = judge("file.active-content", "pr-portal", built(linking(ELSEWHERE)))
    assert found.details == {"scripts": "0", "links": "1", "submits": "0"}
