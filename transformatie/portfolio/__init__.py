"""Many buildings at once: from a table of any common kind to results, owners, pages and papers.

`columns` says what columns there are, from the one schema of the input file; `headers` how people head them.
`source` brings a file to one form, `parse` and `check` read it by column, `case_arrays` makes cases of it,
`engine` appraises a group of cases, `work` does one partition, `pool` all of them. `owners` sets off inside one
owner. `tables`, `workbook`, `page` and `paper` show what came out.
"""
