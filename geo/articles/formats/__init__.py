"""Parsers that need a library; they run in the worker of `geo.articles.sandbox` only.

Each module has ``parse(data, asked)``, which yields frames: ``{"article": parts}`` (see `geo.articles.compose.from_parts`),
``{"refused": sentence}`` for a part, both with ``"at"`` where in the file; ``{"part": name}`` and bytes for a file inside;
``{"meta": {...}}`` with heading and text of a file with front matter; ``{"columns": [...]}`` for a table without texts; ``{"kind": "docx"}``. The whole file is refused by an `ArticleError`.
"""
