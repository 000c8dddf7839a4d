"""CloudWatch Logs' filter patterns for lines in JSON, as far as the template uses them: comparisons of text by `=`, joined by
`&&` before `||`. Anything else is refused, not guessed at.

AWS: Amazon CloudWatch Logs User Guide, "Filter pattern syntax", "Using filter patterns to match terms in JSON log events". A line
that is no JSON does not match, nor does a member that is not there.
"""

import json
import re

COMPARISON = re.compile(r'\$\.([A-Za-z_]+(?:\.[A-Za-z_]+)*) = "([^"*%]*)"')


def matches(pattern, line):
    """Whether a metric filter counts a line."""
    inner = re.fullmatch(r"\{ (.*) \}", pattern)
    assert inner, f"no pattern for JSON: {pattern}"
    # Each comparison is checked, whether or not it decides.
    alternatives = [[comparison(one) for one in each.split(" && ")] for each in inner[1].split(" || ")]
    try:
        event = json.loads(line)
    except ValueError:
        return False
    return any(all(member(event, path) == text for path, text in each) for each in alternatives)


def comparison(text):
    """The path and the text of one comparison."""
    found = COMPARISON.fullmatch(text)
    assert found, f"no comparison of text: {text}"
    return found[1].split("."), found[2]


def member(value, path):
    """What stands at a path; None where there is nothing."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value
