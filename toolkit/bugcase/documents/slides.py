"""The deck as a document: one page for a browser, that needs no network."""

from bugcase.documents.document import Document

DOCUMENT = Document(name="slides.html", make=lambda of: of.slides.html, of_slides=True, shared=True)
