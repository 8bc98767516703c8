"""Reads a study's table with several readers and compares each with its JSON lines.

Arguments: readers (a list of csv, pandas, duckdb), the CSV, the JSON lines, the Parquet where there is one.
"""

import csv
import json
import sys

readers, table, lines, *parquet = sys.argv[1:]


def safe(text):
    """A text as a cell shows it: no spreadsheet runs it."""
    return "'" + text if text.lstrip("'")[:1] in ("=", "+", "-", "@", "\t", "\r") else text


with open(lines, encoding="utf-8", newline="") as file:
    rows = [json.loads(line) for line in file]
header = list(rows[0])
texts = [name for name in header if any(isinstance(row[name], str) for row in rows)]
offers = {row["offer"] for row in rows}
assert offers == {'=SUM(A1), "Größe" 株', "-minus, @at", "'+quoted"}, offers


def compare(reader, found, cell):
    """Each row of a reader against the JSON lines; `cell` makes of a text what the reader should see."""
    assert len(found) == len(rows), (reader, len(found))
    for row, other in zip(rows, found):
        assert list(other) == header, (reader, list(other))
        for name in header:
            wanted, seen = row[name], other[name]
            if wanted is None:
                assert seen is None or seen == "" or seen != seen, (reader, name, seen)
            elif name in texts:
                assert seen == cell(wanted), (reader, name, wanted, seen)
            else:
                assert float(seen) == wanted, (reader, name, wanted, seen)


for reader in readers.split(","):
    if reader == "csv":
        with open(table, encoding="utf-8", newline="") as file:
            compare(reader, list(csv.DictReader(file)), safe)
    elif reader == "pandas":
        import pandas

        frame = pandas.read_csv(table, float_precision="round_trip")
        compare(reader, frame.to_dict("records"), safe)
    elif reader == "duckdb":
        import duckdb

        def records(relation):
            return [dict(zip(relation.columns, row)) for row in relation.fetchall()]

        compare(reader, records(duckdb.read_csv(table)), safe)
        if parquet:
            # Text stands there as it is.
            compare("duckdb, Parquet", records(duckdb.read_parquet(parquet[0])), str)
    else:
        sys.exit(f"no reader {reader}")
print(f"{readers}: {len(rows)} rows alike")
