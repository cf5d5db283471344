"""The PDFs that are measured with: a form as large as the department's, and a scan of 100 pages."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pikepdf

from samples.form_answers import validated_answers
from samples.forms import dynamic_form, flattened_form
from samples.forms_variants import renumbered, sheets
from samples.print_and_scan import scan_look, scanned_pdf

#: As in IMM 5710 (06-2019): 272 fields, template and lists of some 400 KB each.
COPIES_OF_FIRST_PAGE = 21
SCRIPT_BYTES_A_FIELD = 1_300
LIST_ENTRIES = 8_600
#: Where the corpora lie beside the repository, and the forms that are measured there.
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "form"
REAL_FORMS = {"IMM 5710": "*imm5710e.pdf", "IMM 0008": "*imm0008enu_2d.pdf"}

_FIRST_PAGE = re.compile(rb'<subform name="Page1">.*?(?=<subform name="Page2">)', re.S)


def large_form() -> bytes:
    """The filled dynamic specimen with as many fields, scripts and lists as a real form has."""
    content = renumbered(dynamic_form("en", validated_answers()), "IMM 1344")
    with pikepdf.open(io.BytesIO(content)) as pdf:
        packets = pdf.Root.AcroForm.XFA
        streams = {str(packets[at]): packets[at + 1] for at in range(0, len(packets), 2)}
        template, data = streams["template"], streams["datasets"]
        template.write(_grown_template(template.read_bytes()))
        data.write(_grown_lists(data.read_bytes()))
        target = io.BytesIO()
        pdf.save(target, static_id=True)
        return target.getvalue()


def _grown_template(template: bytes) -> bytes:
    script = b"// SPECIMEN: a script that nobody runs\n" * (SCRIPT_BYTES_A_FIELD // 38)
    event = b'<event activity="exit"><script>' + script + b"</script></event></field>"
    scripted = template.replace(b"</field>", event)
    found = _FIRST_PAGE.search(scripted)
    assert found is not None
    copies = (
        found[0].replace(b'name="Page1"', b'name="Page%d"' % number, 1)
        for number in range(3, 3 + COPIES_OF_FIRST_PAGE)
    )
    return scripted.replace(b"<variables>", b"".join(copies) + b"<variables>", 1)


def _grown_lists(datasets: bytes) -> bytes:
    entries = b"".join(
        b'<Job lic="%05d">SPECIMEN occupation number %d in a list of many</Job>' % (n, n)
        for n in range(LIST_ENTRIES)
    )
    return datasets.replace(b"</LOV>", b"<JobList>" + entries + b"</JobList></LOV>", 1)


def real_forms() -> dict[str, bytes]:
    """The department's own forms in the corpus; none where that is not beside the repository."""
    found = {name: next(CORPUS.rglob(pattern), None) for name, pattern in REAL_FORMS.items()}
    return {name: path.read_bytes() for name, path in found.items() if path is not None}


def long_scan(pages: int) -> bytes:
    """Sheets scanned in colour, two of them over and over, each with a picture of its own."""
    printed = sheets(renumbered(flattened_form("en", validated_answers()), "IMM 1344"))
    look = replace(scan_look(3), dpi=200, codec="jpeg", jpeg_quality=60)
    two = scanned_pdf(printed, look, 3)
    with pikepdf.new() as pdf:
        while len(pdf.pages) < pages:
            with pikepdf.open(io.BytesIO(two)) as source:
                pdf.pages.extend(source.pages)
        target = io.BytesIO()
        pdf.save(target, static_id=True)
        return target.getvalue()
