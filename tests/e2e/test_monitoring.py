"""What the functions really write: metrics in CloudWatch's embedded metric format, and the fields that the saved queries name."""

import json
import re

import cases
from samtranslator.yaml_helper import yaml_parse
from test_logs import FUNCTIONS, entries

from local.stack.deploy import TEMPLATE

RESOURCES = yaml_parse(TEMPLATE.read_text())["Resources"]
QUERIES = {
    name: resource["Properties"]["QueryString"]
    for name, resource in RESOURCES.items()
    if resource["Type"] == "AWS::Logs::QueryDefinition"
}
# The words of Logs Insights' own language that the queries use (CloudWatch Logs User Guide, "Language syntax").
WORDS = set("fields filter sort limit stats as by bin asc desc and or not in like count count_distinct avg max pct sum concat ispresent".split())
# What CloudWatch Logs gives each line.
BUILT_IN = {"@timestamp", "@message", "@log", "@logStream"}


def ended(runs):
    """Waits for all cases; returns every line of the functions."""
    for case in cases.ALL:
        runs.notifications(case.run)
        runs.outcome(case.run)
    return [entry for function in FUNCTIONS for entry in entries(runs, function)]


def documents(runs):
    """The lines that are metrics."""
    return [entry for entry in ended(runs) if "_aws" in entry]


def directive(line):
    """What a line says of its metrics."""
    [found] = line["_aws"]["CloudWatchMetrics"]
    return found


def test_each_metric_is_a_document_of_the_embedded_metric_format(runs):
    found = documents(runs)
    assert len(found) > 50
    for line in found:
        said = directive(line)
        assert set(said) == {"Namespace", "Dimensions", "Metrics"} and said["Namespace"] == "Deskport"
        assert isinstance(line["_aws"]["Timestamp"], int)
        [dimensions] = said["Dimensions"]
        assert line["Stack"] == "deskport" and dimensions[0] == "Stack"
        assert all(isinstance(line[name], str) and line[name] for name in dimensions)
        assert all(isinstance(line[metric["Name"]], int) for metric in said["Metrics"])
        assert line["run"] and line["level"] == "INFO"


def test_a_run_counts_each_of_its_steps_once(runs):
    found = documents(runs)
    for case in cases.ALL:
        outcome = runs.outcome(case.run)
        own = [line for line in found if line["run"] == case.run]
        steps = [step for one in outcome["Imports"] for step in one["Steps"]]
        counted = sorted((line["Operation"], line["Status"]) for line in own if "StepsFinished" in line)
        runs_of = [line["Status"] for line in own if "RunsFinished" in line]
        if outcome["DryRun"]:
            assert (counted, runs_of) == ([], []), case.run
            continue
        assert counted == sorted((step["Operation"], step["Status"]) for step in steps), case.run
        assert runs_of == ["INVALID" if outcome["Violations"] else outcome["Status"]], case.run
        failures = [line for line in own if "Failures" in line]
        expected = sum("Error" in step for step in steps) + ("Error" in outcome or bool(outcome["Violations"]))
        assert len(failures) == expected, case.run


def test_dimensions_are_few_and_name_nobody(runs):
    combinations = set()
    for line in documents(runs):
        dimensions = directive(line)["Dimensions"][0]
        assert set(dimensions) <= {"Stack", "Operation", "Status", "Code"}
        combinations.add(tuple(line[name] for name in dimensions))
    assert len(combinations) < 120, len(combinations)


def fields(query):
    """The fields that a query reads: its words without texts, numbers, names that it gives itself and the language's own."""
    bare = re.sub(r"'[^']*'|\"[^\"]*\"|SOURCE|bin\([^)]*\)", " ", query)
    given = set(re.findall(r"\bas (\w+)", bare))
    return {word for word in re.findall(r"@?[A-Za-z]\w*", bare)} - WORDS - given


def test_every_query_reads_fields_that_the_functions_write(runs):
    written = {key for entry in ended(runs) for key in entry} | BUILT_IN
    body = RESOURCES["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    widgets = json.loads(re.sub(r"\$\{[^}]+\}", "x", body))["widgets"]
    of_widgets = {widget["properties"]["title"]: widget["properties"]["query"] for widget in widgets if widget["type"] == "log"}
    queries = QUERIES | of_widgets
    assert len(queries) == 6
    for name, query in queries.items():
        assert fields(query), name
        assert fields(query) <= written, (name, fields(query) - written)


def test_the_log_says_what_to_do_about_each_failure(runs):
    found = [entry for entry in ended(runs) if "remedy" in entry]
    for case in cases.ALL:
        steps = [step for one in runs.outcome(case.run)["Imports"] for step in one["Steps"] if "Error" in step]
        logged = [(line["place"], line["code"], line["remedy"]) for line in found if line["run"] == case.run and "place" in line]
        expected = [(step["Path"], step["Error"]["Code"], step["Error"]["Remedy"]) for step in steps]
        assert sorted(logged) == sorted(expected), case.run
