"""Every error that docscreen raises on purpose; those of its service are in service.errors.

::

    DocscreenError
      x UntrustedInputError          what the uploader sent cannot be used
        . NotAnImage
        . UnsupportedFormat
        . ImageTruncated
        . DamagedImage
        . ImageTooLarge
        . AnimatedImage
        . NotAPdf
        . PdfPasswordNeeded
        . PdfPublicKeyEncrypted
        . PdfDamaged
        . PdfTooManyPages
        . PdfTooComplex
        . XfaRefused                 models.pdf.xfa_xml
      x NotMeasurable                a fact does not exist in this upload
      x WeightsError                 the installation is incomplete
        . WeightsMissing
        . WeightsMismatch
      x PolicyError                  a policy file is wrong
        . RuleError
        . VersionUnknown             checks.policy_versions
        . VersionUnusable

Messages say what happened and what to do about it, and never quote the content or the
name of an uploaded file: they end up in logs.
"""

from __future__ import annotations


class DocscreenError(Exception):
    """Something that docscreen foresaw went wrong."""


class UntrustedInputError(DocscreenError):
    """The uploaded file cannot be used as it is."""


class NotAnImage(UntrustedInputError):
    """The file is not a picture."""


class UnsupportedFormat(UntrustedInputError):
    """The file is a picture in a format that docscreen does not read."""


class ImageTruncated(UntrustedInputError):
    """The picture ends before all of it has arrived."""


class DamagedImage(UntrustedInputError):
    """The picture's bytes contradict its format."""


class ImageTooLarge(UntrustedInputError):
    """The picture has more pixels or bytes than docscreen decodes."""


class AnimatedImage(UntrustedInputError):
    """The file holds several pictures where one is asked for."""

    def __init__(self, pictures: int) -> None:
        super().__init__(f"{pictures} pictures in one file; send one picture in a file")
        self.pictures = pictures


class NotAPdf(UntrustedInputError):
    """The file is no PDF, whatever its name says."""


class PdfPasswordNeeded(UntrustedInputError):
    """The PDF opens only with a password that docscreen does not have."""


class PdfPublicKeyEncrypted(UntrustedInputError):
    """The PDF is encrypted for the holders of certain certificates."""


class PdfDamaged(UntrustedInputError):
    """The PDF's structure is broken beyond what its readers can repair."""


class PdfTooManyPages(UntrustedInputError):
    """The PDF has more pages than docscreen reads."""

    def __init__(self, pages: int) -> None:
        super().__init__(f"{pages} pages in one file; send fewer pages in a file")
        self.pages = pages


class PdfTooComplex(UntrustedInputError):
    """The PDF unfolds to more data or drawing steps than docscreen reads."""


class NotMeasurable(DocscreenError):
    """A fact does not exist in this upload, such as the eyes of a photo without a face.

    ``reason`` becomes the reason of a ``not-assessed`` finding.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class WeightsError(DocscreenError):
    """The model weights are not what the manifest promises."""


class WeightsMissing(WeightsError):
    """A model weight file is not installed."""


class WeightsMismatch(WeightsError):
    """A model weight file has other bytes than the manifest lists."""


class PolicyError(DocscreenError):
    """A policy file is malformed or contradicts itself."""


class RuleError(PolicyError):
    """A rule of a policy has no check, or parameters that its check does not take."""
