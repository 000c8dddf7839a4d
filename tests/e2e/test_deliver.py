"""A bundle gets an image, and the request of the outcome sets it back."""

import json

import cases

BUNDLE = "wsb-0e2e00001"
BEFORE = "wsi-0e2e00001"
DELIVER = next(case for case in cases.ALL if case.name == "deliver")


def bundle(runs):
    """The bundle's image and its tags."""
    [found] = [one for one in runs.stack.simulator("state")["Bundles"] if one["BundleId"] == BUNDLE]
    return found["ImageId"], {tag["Key"]: tag["Value"] for tag in found["Tags"]}


def test_the_way_back_is_a_request_that_sets_back_what_was_there(runs):
    outcome = runs.outcome(DELIVER.run)
    imported, made, changed = outcome["Imports"][0]["Steps"]
    image, tags = bundle(runs)
    assert image == imported["ImageId"] == made["ImageId"] == changed["ImageId"]
    assert (tags["deskport:previous-image"], tags["deskport:delivered-by"]) == (BEFORE, DELIVER.run)
    # It was started after the image was ready, and the bundle changed after the other was made.
    assert imported["EndedAt"] <= made["StartedAt"] and made["EndedAt"] <= changed["StartedAt"]

    runs.start_by_hand("way-back", outcome["WayBack"])
    back = runs.outcome("way-back")
    assert back["Status"] == "SUCCEEDED", json.dumps(back)
    assert bundle(runs)[0] == BEFORE
    [step] = back["Imports"][0]["Steps"]
    assert step["Before"] == {"ImageId": image}
