"""The function that check-status is measured against: the same look, in Python with boto3."""

import boto3

workspaces = boto3.client("workspaces")


def handler(event, _context):
    """Looks at one image; an event without a job is refused without a call."""
    job = event.get("Job")
    if job is None:
        raise ValueError("no Job")
    image = workspaces.describe_workspace_images(ImageIds=[job["ImageId"]])["Images"][0]
    status = {"AVAILABLE": "SUCCEEDED", "ERROR": "FAILED"}.get(image["State"], "IN_PROGRESS")
    return job | {"Status": status, "State": image["State"], "Polls": job["Polls"] + 1}
