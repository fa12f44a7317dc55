"""The report: one `Result` becomes a table in the terminal, an HTML page and a PDF. It formats and never computes.

`view` turns figures into ready words, `templates/` at the top of the repository lays them out, `pdf` prints
them. A further page is one module under `view` that returns a `Section`, one line in `view.SECTIONS` and
its words in `words.yaml`.
"""
