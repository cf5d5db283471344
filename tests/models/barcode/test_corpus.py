from __future__ import annotations

import re
from pathlib import Path

import pytest

from models.barcode.aamva import parse_licence
from models.image import decode_image
from service.evaluation.identity_licences import wrong_fields
from tests.accuracy.barcodes import Tally, count_picture, labels

pytestmark = [pytest.mark.accuracy, pytest.mark.slow]


@pytest.fixture(scope="module")
def identity(corpus: Path) -> Path:
    folder = corpus / "identity"
    if not (folder / "labels.jsonl").exists():
        pytest.skip("the corpus beside this clone has no identity documents")
    return folder


def test_every_licence_text_gives_its_expected_fields(identity: Path) -> None:
    files, wrong, contradicted = 0, [], []
    for label in labels(identity):
        if "aamva_expected" not in label["truth"]:
            continue
        files += 1
        expected = dict(label["truth"]["aamva_expected"])
        text = (identity / label["file"]).read_text(encoding="utf-8")
        designated = re.search(r"(DL|ID)\d{8}", text)
        assert designated is not None
        stated = {"DL": "driver-licence", "ID": "id-card"}[designated[1]]
        if expected["document_kind"] != stated:
            # The label gives the base class of another program's test, the text its own kind.
            contradicted.append(label["file"])
            expected["document_kind"] = stated
        licence = parse_licence(text)
        assert licence is not None
        wrong += [(label["file"], name) for name in wrong_fields(licence, expected)]
    assert files > 0
    assert wrong == []
    assert len(contradicted) <= 1


@pytest.mark.parametrize("category", ["aamva_pdf417_rendered", "pdf417_generic"])
def test_every_symbol_that_zxing_reads_is_read(identity: Path, category: str) -> None:
    tally = Tally()
    for label in labels(identity):
        truth = label["truth"]
        if not label["file"].startswith(category):
            continue
        expected = truth.get("barcode")
        if "barcode_file" in truth:
            expected = (identity / truth["barcode_file"]).read_bytes()
        rgb = decode_image((identity / label["file"]).read_bytes()).rgb
        count_picture(tally, label["file"], rgb, expected)
    assert tally.files > 0
    assert (tally.wrong, tally.only_alone, tally.extra) == ([], 0, 0)
    assert tally.decoded >= tally.decoded_alone


def test_documents_without_a_barcode_have_none(identity: Path) -> None:
    tally = Tally()
    for label in labels(identity):
        if label["file"].startswith(("mrz_", "id_front_no_mrz/", "no_mrz/")):
            content = (identity / label["file"]).read_bytes()
            count_picture(tally, label["file"], decode_image(content).rgb, None)
    assert tally.files > 0
    assert tally.extra == 0
