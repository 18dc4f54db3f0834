"""Asks the same questions of peelian and, in SQL, of its Parquet export, and compares every number.

    python3 -m venv target/independent
    target/independent/bin/pip install -r tests/independent/requirements.txt
    target/independent/bin/python tests/independent/check.py target/release/peelian

DuckDB shares no code with peelian: what both say alike was not miscounted in the same way. The questions are asked of the
bundled corpus and of 3,000 generated findings. Prints a line a question; exit code 1 if any differs.
"""

import json
import os
import random
import subprocess
import sys
import tempfile

import duckdb

PROGRAM = os.path.abspath(sys.argv[1])
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RANKS = "{'inadequate': 1, 'requires_improvement': 2, 'adequate': 3, 'good': 4, 'outstanding': 5}"


def run(index, *words, text=None):
    command = [PROGRAM, *words, "--index", index, "--json", "--quiet"]
    done = subprocess.run(command, input=text, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)}: exit code {done.returncode}\n{done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def generated(folder):
    """Findings of random bodies, years, grades and kinds; some without."""
    chance = random.Random(20161208)
    forces = ["kent", "essex", "sussex", "norfolk", "suffolk", "cumbria", "cleveland", "dorset", None]
    grades = ["outstanding", "good", "requires improvement", "inadequate", None]
    kinds = ["area_for_improvement", "cause_of_concern", "recommendation", "narrative"]
    pillars = ["effectiveness", "efficiency", "legitimacy", None]
    words = "vetting backlog custody harbour patrol training victim record crime demand plan unit".split()
    with open(os.path.join(folder, "lines.jsonl"), "w") as lines:
        for number in range(3000):
            line = {
                "id": f"g{number}",
                "force": chance.choice(forces),
                "year": chance.choice(["2014", "2015", "2016", "2017", None]),
                "grade": chance.choice(grades),
                "kind": chance.choice(kinds),
                "pillar": chance.choice(pillars),
                "body": " ".join(chance.choices(words, k=chance.randint(4, 30))) + ".",
            }
            lines.write(json.dumps({key: value for key, value in line.items() if value}) + "\n")


class Corpus:
    """An index and its export as tables."""

    def __init__(self, name, folder, place):
        self.name, self.index = name, os.path.join(place, name)
        built = subprocess.run(
            [PROGRAM, "index", folder, "--index", self.index, "--quiet"], capture_output=True, text=True
        )
        if built.returncode not in (0, 3):
            raise SystemExit(built.stderr)
        self.sql = duckdb.connect()
        for unit in ["findings", "judgments", "reports"]:
            file = os.path.join(place, f"{name}-{unit}.parquet")
            run(self.index, "export", "--unit", unit, "--to", file)
            self.sql.execute(f"CREATE TABLE {unit} AS FROM '{file}'")

    def ask(self, query):
        return self.sql.execute(query).fetchall()


ASKED, WRONG = 0, []


def same(question, ours, theirs):
    global ASKED
    ASKED += 1
    equal = close(ours, theirs)
    print(f"{'same' if equal else 'DIFFERENT':<10}{question}")
    if not equal:
        WRONG.append(question)
        print(f"  peelian {str(ours)[:2000]}\n  DuckDB  {str(theirs)[:2000]}")


def close(a, b):
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(map(close, a, b))
    if isinstance(a, float) or isinstance(b, float):
        return a is not None and b is not None and abs(a - b) <= 1e-9 * max(1.0, abs(a), abs(b))
    return a == b


def order(rows):
    return sorted((list(row) for row in rows), key=lambda row: [(it is not None, str(it)) for it in row])


# What a dimension of peelian is in the export.
COLUMNS = {
    "grade": "coalesce(grade, state)",
    "question": "coalesce(question::VARCHAR, question_text)",
}


def count(corpus, unit, by, filters=(), where="true", query=()):
    words = ["count", *query, "--unit", unit, *filters] + (["--by", ",".join(by)] if by else [])
    lines = run(corpus.index, *words)
    rows, total = lines[:-1], lines[-1]["total"]
    text = lambda value: value if value is None else str(value)
    # Two bodies may share a slug: they are told apart by their names. Two questions may share a number: they are added.
    shown = [name for part in by for name in ([part, "force_name"] if part == "force" else [part])]
    sums = {}
    for row in rows:
        key = tuple(text(row[name]) for name in shown)
        sums[key] = sums.get(key, 0) + row["n"]
    ours = order([*key, n] for key, n in sums.items())
    thing, table = {
        "findings": ("count(*)", "findings"),
        "judgments": ("count(*)", "judgments"),
        "reports": ("count(DISTINCT report_id)", "findings"),
        "inspections": ("count(DISTINCT inspection)", "findings"),
        "forces": ("count(DISTINCT split_part(inspection, '|', 1))", "findings"),
    }[unit]
    where += " AND counted" if unit == "judgments" else ""
    columns = ", ".join(COLUMNS.get(name, name) for name in shown)
    found = corpus.ask(f"SELECT {columns + ', ' if by else ''}{thing} FROM {table} WHERE {where} GROUP BY ALL")
    theirs = order([*[text(value) for value in row[:-1]], row[-1]] for row in found if row[-1] > 0)
    whole = corpus.ask(f"SELECT {thing} FROM {table} WHERE {where}")[0][0]
    if not by:
        ours, theirs = [], []
    same(f"{corpus.name}: {' '.join(words)}", [ours, total], [theirs, whole])


def moves(corpus, before, after):
    lines = run(corpus.index, "movers", "--from", before, "--to", after, "--question", "overall", "--programme", "peel")
    ours = {name: lines[-1]["moves"].get(name, 0) for name in ["up", "down", "same"]}
    pairs = f"""
        SELECT rank_of(b.grade) - rank_of(a.grade) AS moved FROM judgments a JOIN judgments b
        ON a.force = b.force AND a.pillar IS NOT DISTINCT FROM b.pillar
        WHERE a.year = '{before}' AND b.year = '{after}' AND a.subject = 'overall' AND b.subject = 'overall'
        AND a.programme = 'peel' AND b.programme = 'peel' AND a.counted AND b.counted AND a.scale = b.scale"""
    counted = corpus.ask(
        f"SELECT count(*) FILTER (moved > 0), count(*) FILTER (moved < 0), count(*) FILTER (moved = 0) FROM ({pairs})"
    )[0]
    same(f"{corpus.name}: movers --from {before} --to {after}", list(ours.values()), list(counted))


def transitions(corpus, before, after):
    lines = run(
        corpus.index, "transitions", "--from", before, "--to", after, "--question", "overall", "--programme", "peel"
    )
    cells = [line for line in lines if line["type"] == "transition" and line["n"]]
    ours = order([line["from_grade"], line["to_grade"], line["n"], line["of"], line["share"]] for line in cells)
    found = corpus.ask(f"""
        WITH pairs AS (SELECT a.grade AS before, b.grade AS after FROM judgments a JOIN judgments b
            ON a.force = b.force AND a.pillar IS NOT DISTINCT FROM b.pillar
            WHERE a.year = '{before}' AND b.year = '{after}' AND a.subject = 'overall' AND b.subject = 'overall'
            AND a.programme = 'peel' AND b.programme = 'peel' AND a.counted AND b.counted AND a.scale = b.scale)
        SELECT before, after, n, sum(n) OVER (PARTITION BY before)
        FROM (SELECT before, after, count(*) AS n FROM pairs GROUP BY before, after)""")
    theirs = order([a, b, n, int(whole), n / int(whole)] for a, b, n, whole in found)
    same(f"{corpus.name}: transitions --from {before} --to {after}", ours, theirs)


def trend(corpus, query, where, by="year"):
    lines = [line for line in run(corpus.index, "trend", query, "--by", by) if line["type"] == "trend"]
    ours = order(
        [line["programme"], line[by], line["findings"], line["inspections_with"], line["inspections"], line["per_inspection"]]
        for line in lines
        if line["inspections"]
    )
    found = corpus.ask(f"""
        SELECT programme, {by}, count(*) FILTER ({where}) AS n,
            count(DISTINCT inspection) FILTER ({where}), count(DISTINCT inspection) AS whole
        FROM findings WHERE inspection IS NOT NULL GROUP BY ALL""")
    theirs = order([programme, it, n, held, whole, n / whole] for programme, it, n, held, whole in found)
    same(f"{corpus.name}: trend {query} --by {by}", ours, theirs)


def agg(corpus, request, read, sql, take=lambda rows: rows):
    [answer] = run(corpus.index, "agg", "-", text=json.dumps(request))
    same(f"{corpus.name}: agg {json.dumps(request)}", read(answer["aggregations"]), take(corpus.ask(sql)))


def aggregations(corpus):
    days = "date_diff('day', DATE '1970-01-01', published)"
    milliseconds = 86_400_000
    for percents in [[25, 50, 75], [1, 10, 90, 99]]:
        agg(
            corpus,
            {"p": {"percentiles": {"field": "first_year", "percents": percents}}},
            lambda answer, percents=percents: [answer["p"]["values"][f"{float(it)}"] for it in percents],
            f"SELECT quantile_cont(year_first, {[it / 100 for it in percents]}) FROM findings",
            lambda rows: rows[0][0],
        )
    if corpus.name == "bundled":
        agg(
            corpus,
            {"p": {"percentiles": {"field": "published", "percents": [50, 90]}}},
            lambda answer: [answer["p"]["values"][it] / milliseconds for it in ["50.0", "90.0"]],
            f"SELECT quantile_cont({days}, [0.5, 0.9]) FROM findings WHERE published IS NOT NULL",
            lambda rows: rows[0][0],
        )
        for interval in ["year", "month", "quarter"]:
            agg(
                corpus,
                {"d": {"date_histogram": {"field": "published", "calendar_interval": interval, "min_doc_count": 1}}},
                lambda answer: [[it["key_as_string"], it["doc_count"]] for it in answer["d"]["buckets"]],
                f"SELECT strftime(date_trunc('{interval}', published), '%Y-%m-%d') AS first, count(*) FROM findings "
                "WHERE published IS NOT NULL GROUP BY first ORDER BY first",
            )
    agg(
        corpus,
        {"s": {"stats": {"field": "first_year"}}},
        lambda answer: [answer["s"][it] for it in ["count", "min", "max", "avg", "sum"]],
        "SELECT count(year_first), min(year_first), max(year_first), avg(year_first), sum(year_first)::BIGINT FROM findings",
        lambda rows: rows[0],
    )
    agg(
        corpus,
        {"f": {"terms": {"field": "region", "size": 5}, "aggs": {"kinds": {"cardinality": {"field": "kind"}}}}},
        lambda answer: [[it["key"], it["doc_count"], it["kinds"]["value"]] for it in answer["f"]["buckets"]],
        "SELECT region, count(*) AS n, count(DISTINCT kind) FROM findings WHERE region IS NOT NULL "
        "GROUP BY region ORDER BY n DESC, region LIMIT 5",
    )
    agg(
        corpus,
        {"m": {"multi_terms": {"terms": [{"field": "kind"}, {"field": "pillar"}], "size": 1000}}},
        lambda answer: order([*it["key"], it["doc_count"]] for it in answer["m"]["buckets"]),
        "SELECT kind, pillar, count(*) FROM findings WHERE pillar IS NOT NULL GROUP BY ALL",
        order,
    )
    agg(
        corpus,
        {"h": {"histogram": {"field": "first_year", "interval": 2, "min_doc_count": 1}}},
        lambda answer: [[it["key"], it["doc_count"]] for it in answer["h"]["buckets"]],
        "SELECT year_first // 2 * 2 AS first, count(*) FROM findings WHERE year_first IS NOT NULL GROUP BY first ORDER BY first",
    )
    agg(
        corpus,
        {"g": {"filter": {"query": "grade>=good kind:afi"}, "aggs": {"n": {"cardinality": {"field": "inspection"}}}}},
        lambda answer: [answer["g"]["doc_count"], answer["g"]["n"]["value"]],
        "SELECT count(*), count(DISTINCT inspection) FROM findings "
        "WHERE grade IN ('good', 'outstanding') AND kind = 'area_for_improvement'",
        lambda rows: rows[0],
    )
    agg(
        corpus,
        {
            "query": "kind:afi",
            "unit": "reports",
            "aggs": {
                "f": {
                    "nested": {"path": "findings"},
                    "aggs": {"by": {"terms": {"field": "pillar"}, "aggs": {"r": {"reverse_nested": {}}}}},
                }
            },
        },
        lambda answer: order([it["key"], it["doc_count"], it["r"]["doc_count"]] for it in answer["f"]["by"]["buckets"]),
        "SELECT pillar, count(*), count(DISTINCT report_id) FROM findings WHERE pillar IS NOT NULL AND report_id IN "
        "(SELECT report_id FROM findings WHERE kind = 'area_for_improvement') GROUP BY ALL",
        order,
    )
    agg(
        corpus,
        {
            "unit": "inspections",
            "aggs": {
                "y": {
                    "terms": {"field": "year", "size": 100},
                    "aggs": {"f": {"nested": {"path": "findings"}, "aggs": {"b": {"nested": {"path": "forces"}}}}},
                }
            },
        },
        lambda answer: order(
            [it["key"], it["doc_count"], it["f"]["doc_count"], it["f"]["b"]["doc_count"]] for it in answer["y"]["buckets"]
        ),
        "SELECT year, count(DISTINCT inspection), count(*), count(DISTINCT split_part(inspection, '|', 1)) FROM findings "
        "WHERE inspection IS NOT NULL AND year IS NOT NULL GROUP BY ALL",
        order,
    )


def main():
    with tempfile.TemporaryDirectory() as place:
        lines = os.path.join(place, "lines")
        os.mkdir(lines)
        generated(lines)
        bundled = Corpus("bundled", os.path.join(ROOT, "corpus"), place)
        synthetic = Corpus("generated", lines, place)
        bundled.sql.execute(f"CREATE MACRO rank_of(grade) AS (MAP {RANKS})[grade]")
        for corpus in [bundled, synthetic]:
            for by in [["force"], ["region"], ["year"], ["grade"], ["pillar"], ["kind"], ["programme"], ["question"]]:
                count(corpus, "findings", by)
            for by in [["force", "grade"], ["year", "kind"], ["pillar", "year"]]:
                count(corpus, "findings", by)
            count(corpus, "inspections", ["year"])
            count(corpus, "forces", ["kind"])
            count(corpus, "findings", ["force"], ["--grade", "good"], "grade = 'good'")
            count(corpus, "findings", ["year"], ["--kind", "afi"], "kind = 'area_for_improvement'")
            aggregations(corpus)
            trend(corpus, "kind:afi", "kind = 'area_for_improvement'")
            trend(corpus, "grade:good", "grade = 'good'", "pillar")
        for by in [["grade"], ["force"], ["year"], ["pillar"], ["year", "grade"], ["force", "grade"], []]:
            count(bundled, "judgments", by)
        count(bundled, "judgments", ["grade"], ["--year", "2016"], "year = '2016'")
        for before, after in [("2015", "2016"), ("2016", "2017"), ("2017", "2018/19")]:
            moves(bundled, before, after)
            transitions(bundled, before, after)
    print(f"\n{ASKED} questions, {len(WRONG)} answered differently")
    sys.exit(1 if WRONG else 0)


if __name__ == "__main__":
    main()
