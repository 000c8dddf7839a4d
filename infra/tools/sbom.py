"""The bill of materials of a package, as CycloneDX JSON: the functions, the crates in them, and what the compilers add."""

import uuid

from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

# The newest version of the format that the usual scanners read.
FORMAT = SchemaVersion.V1_6


def sha256(digest):
    """A digest as the format holds it."""
    return [HashType(alg=HashAlgorithm.SHA_256, content=digest)]


def of_crate(crate, digests):
    """A crate. One of this repository has no place in a registry; of a function the digest of its zip is known."""
    digest = crate.checksum or digests.get(crate.name)
    references = [ExternalReference(type=ExternalReferenceType.VCS, url=XsUri(crate.repository))] if crate.repository else []
    return Component(
        type=ComponentType.APPLICATION if crate.name in digests else ComponentType.LIBRARY,
        bom_ref=crate.key,
        name=crate.name,
        version=crate.version,
        licenses=[LicenseExpression(crate.licence)] if crate.licence else [],
        purl=PackageURL("cargo", None, crate.name, crate.version) if crate.checksum else None,
        hashes=sha256(digest) if digest else [],
        external_references=references,
    )


def of_compiler(part):
    """What a compiler links into every function."""
    return Component(
        type=ComponentType.LIBRARY,
        bom_ref=part.name,
        name=part.name,
        version=part.version,
        licenses=[LicenseExpression(part.licence)],
        purl=PackageURL("generic", None, part.name, part.version),
    )


def compose(version, crates, uses, parts, digests):
    """The bill as text; `digests` are the SHA-256 of the functions' zips by name. The same package has the same bill."""
    bom = Bom(serial_number=uuid.uuid5(uuid.NAMESPACE_URL, " ".join(f"{name}={digests[name]}" for name in sorted(digests))))
    # A time would be the only thing that differs between two bills of one package.
    bom.metadata.timestamp = None
    whole = Component(
        type=ComponentType.APPLICATION,
        bom_ref="deskport",
        name="deskport",
        version=version,
        licenses=[LicenseExpression("Apache-2.0")],
    )
    bom.metadata.component = whole
    components = {crate.key: of_crate(crate, digests) for crate in crates}
    runtime = [of_compiler(part) for part in parts]
    for component in [*components.values(), *runtime]:
        bom.components.add(component)
    functions = [component for component in components.values() if component.type is ComponentType.APPLICATION]
    bom.register_dependency(whole, functions)
    for key, component in components.items():
        added = runtime if component in functions else []
        bom.register_dependency(component, [*(components[used] for used in sorted(uses[key])), *added])
    return make_outputter(bom, OutputFormat.JSON, FORMAT).output_as_string(indent=2) + "\n"
