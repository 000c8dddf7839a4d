"""EC2's DescribeImages over its own protocol, as far as the command uses it: what engine.py knows of AMIs, in XML."""

from xml.sax.saxutils import escape

# Members whose names in XML are others than in JSON (EC2 API Reference: Image, ProductCode). A list's elements are `item`.
NAMES = {
    "BlockDeviceMappings": "blockDeviceMapping",
    "OwnerId": "imageOwnerId",
    "ProductCodeId": "productCode",
    "ProductCodeType": "type",
    "State": "imageState",
    "Tags": "tagSet",
}


def xml(value):
    """A value's content."""
    if isinstance(value, dict):
        return "".join(f"<{name(key)}>{xml(inner)}</{name(key)}>" for key, inner in value.items())
    if isinstance(value, list):
        return "".join(f"<item>{xml(inner)}</item>" for inner in value)
    return str(value).lower() if isinstance(value, bool) else escape(str(value))


def name(key):
    """A member's name."""
    return NAMES.get(key) or key[0].lower() + key[1:]


def put_right(ec2, describe, account, refused):
    """Has EC2 answer from `describe`, as the calls of state machines are answered. `refused` is the error of an unknown id."""

    def answer(parameters):
        filters = ec2._parse_filters(parameters)
        asked = {"Filters": [{"Name": name, "Values": values} for name, values in filters.items()]}
        if ids := ec2._parse_member_list(parameters, "ImageId"):
            asked["ImageIds"] = ids
        try:
            found = describe(asked, account())
        except refused as error:
            return ec2._error("InvalidAMIID.NotFound", str(error), 400)
        return ec2._xml(200, "DescribeImagesResponse", f"<imagesSet>{xml(found['Images'])}</imagesSet>")

    ec2._ACTION_MAP["DescribeImages"] = answer
