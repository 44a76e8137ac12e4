"""What openapi.yaml says in words alone, for schemathesis.

An empty parameter counts as absent and a value that is repeated counts once, so
that neither is a violation that must be refused. And a schema cannot tell which places there are, which digit
ends an NPI, or that a search names somebody: a well-formed request may be
refused for that, by a problem that names the reason.
"""

from urllib.parse import parse_qsl, urlsplit

import schemathesis
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

# Reasons (query.Reason) that no schema could have told, whatever parameter is named.
UNTOLD = {
    "required", "needs_origin", "unknown_place", "unknown_region", "outside_us", "ambiguous_place", "npi_check",
}
# Parameters whose values the schema describes no further than it can: texts of a kind, and a number whose bound hangs on the unit, and
# that is a plain decimal ("5e-324" is none).
WORDED = {
    "radius", "near", "q", "bbox", "npi", "since", "generation", "specialty", "language", "accepting", "gender", "state", "fields", "key",
}
GONE = {"/problems/generation-gone", "/problems/changes-gone", "/problems/unknown-place", "/problems/unknown-physician"}


def taken_otherwise(request):
    """Whether a parameter as it was sent is blank, or a value is there twice."""
    pairs = parse_qsl(urlsplit(request.url).query, keep_blank_values=True)
    body = request.body or ""
    pairs += parse_qsl(body.decode("utf-8", "replace") if isinstance(body, bytes) else body, keep_blank_values=True)
    return any(not value.strip() for _, value in pairs) or len(set(pairs)) < len(pairs)


@schemathesis.check
def refuses_what_the_schema_refuses(ctx, response, case):
    if response.status_code in (413, 414) or taken_otherwise(response.request):
        return None
    return negative_data_rejection(ctx, response, case)


@schemathesis.check
def says_why_it_refuses(ctx, response, case):
    if case.meta is None or not case.meta.generation.mode.is_positive or response.status_code not in (400, 404, 410):
        return positive_data_acceptance(ctx, response, case)
    problem = response.json()
    if problem["type"] in GONE:
        return None
    for fault in problem["errors"]:
        if fault["reason"] not in UNTOLD and fault["parameter"] not in WORDED:
            raise AssertionError(f"{fault['parameter']}={fault['given']!r} is refused as {fault['reason']}, though the schema takes it")
    assert problem["errors"], f"refused without a reason: {problem['type']}"
    return None
