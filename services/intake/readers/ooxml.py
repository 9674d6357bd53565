"""The package .xlsx and .docx share: parts, relations, and elements by bare name."""

import posixpath
import zipfile
from collections.abc import Iterator

from lxml import etree

from services.intake.readers.grid import Refused


def targets_of(archive: zipfile.ZipFile, path: str) -> dict[str, str]:
    """The parts a part refers to, by relation id."""
    folder = posixpath.dirname(path)
    return {
        attribute(relation, "Id"): posixpath.normpath(
            posixpath.join("/", folder, attribute(relation, "Target"))
        )[1:]
        for relation in relations_of(archive, path)
    }


def relations_of(archive: zipfile.ZipFile, path: str) -> Iterator[etree._Element]:
    """The relations of a part; of the package itself for an empty path."""
    folder, name = posixpath.split(path)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    if relations in archive.namelist():
        yield from named(parse(archive, relations), "Relationship")


def parse(archive: zipfile.ZipFile, path: str) -> etree._Element:
    """A part as XML, with nothing fetched or expanded.

    :raises Refused: it declares a DTD.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.fromstring(archive.read(path), parser)
    refuse_dtd(root, path)
    return root


def refuse_dtd(element: etree._Element, path: str) -> None:
    """Refuse a document type: entities have no place in a table.

    :raises Refused: the document of this element declares one.
    """
    if element.getroottree().docinfo.internalDTD is not None:
        raise Refused("XML_DTD", part=path)


def local(element: etree._Element) -> str:
    """The name of an element without its namespace, which Strict files change."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def named(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """All descendants of that name, the element itself included."""
    return (child for child in element.iter() if local(child) == name)


def children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """The children of that name."""
    return (child for child in element if local(child) == name)


def attribute(element: etree._Element, name: str) -> str:
    """An attribute by its bare name: r:id has another namespace in Strict files."""
    return next(
        (str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), ""
    )
