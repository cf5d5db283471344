"""PDF files: what they hold, page by page, measured and never judged."""
