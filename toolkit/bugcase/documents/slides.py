"""The slides as one page for a browser, that asks nobody for anything."""

from bugcase.documents.document import Document

DOCUMENT = Document(name="slides.html", make=lambda of: of.slides.html, of_slides=True, shared=True)
