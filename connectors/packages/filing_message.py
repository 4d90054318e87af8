"""A package as a filing message of OASIS LegalXML Electronic Court Filing 5.0: ``ReviewFilingRequest``.

One message for the batch, and one for each case of which the package holds papers: a batch's motion is its lead document,
order and exhibits are connected to it; a case's papers are subsequent filings of that case. Each message is held against the
documented structure (``ecf/*.xsd``, written by us from the published specification and its examples) before it is kept.

How far this goes: the structure and the order of elements are the specification's; what a court's own policy asks besides
(its code lists, sizes, signatures, payment) is declared in ``court.delivery.codes`` or not at all; the message is a file of
the package, and whoever runs the court's or the provider's service sends it. Nothing here speaks SOAP.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from connectors.packages.layout import is_confidential
from relief.errors import UserError

FOLDER = "ecf"
"""Below a package: ``ecf/batch.xml``, ``ecf/0012.xml``."""

_SCHEMA = Path(__file__).with_name("ecf") / "wrappers.xsd"
_OASIS, _NIEM = "https://docs.oasis-open.org/legalxml-courtfiling/ns/v5.0", "http://release.niem.gov/niem"
_NAMES = {
    "wrapper": f"{_OASIS}/wrappers", "filing": f"{_OASIS}/filing", "ecf": f"{_OASIS}/ecf", "nc": f"{_NIEM}/niem-core/4.0/",
    "j": f"{_NIEM}/domains/jxdm/6.1/", "structures": f"{_NIEM}/structures/4.0/",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}  # fmt: skip
_PROFILE = "urn:oasis:names:tc:legalxml-courtfiling:schema:xsd:WebServicesMessaging-5.0"
_FORMATS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_FILER = "Filer"

CODES = ("court", "sender", "case_category", "case_type", "motion", "order", "exhibit", "prosecutor")
"""Words of the court's code lists that its profile must hold: the court's own number, the address from which messages come,
the case's category and type, document types, and the prosecutor's role."""


@dataclass(frozen=True, kw_only=True)
class Document:
    """One file of the package as a message names it."""

    file: str
    title: str
    code: str
    """One of ``CODES``: motion, order or exhibit."""
    size: int
    confidential: bool = False


@dataclass(frozen=True, kw_only=True)
class Message:
    """What one message says."""

    number: str
    """Its identifier, which is the same each time it is written."""
    title: str
    """The case's."""
    case_number: str | None
    """None where the court gave the batch none: then it is a new case."""
    court: str
    agency: str
    attorney: str
    bar_number: str
    day: str
    """ISO day of the package."""
    documents: tuple[Document, ...]
    """The lead document first."""
    charges: tuple[Mapping[str, str], ...] = ()
    """Rows of the manifest that are about this case."""
    defendant: str | None = None


def write_message(message: Message, codes: Mapping[str, str]) -> bytes:
    """The message as XML, valid and the same bytes each time. UserError for a code that the profile lacks."""
    if missing := [name for name in CODES if not codes.get(name, "").strip()]:
        raise UserError(f"court.delivery.codes: a filing message needs {', '.join(missing)}, from the court's policy")
    root = _element("wrapper:ReviewFilingRequest", names=True)
    filing = _below(root, "filing:FilingMessage")
    _identify(filing, message.number)
    _below(_below(filing, "ecf:DocumentAugmentation"), "ecf:DocumentFiler").append(_point())
    _text(_below(filing, "ecf:SendingMDELocationID"), "nc:IdentificationID", codes["sender"])
    _text(filing, "ecf:ServiceInteractionProfileCode", _PROFILE)
    court = _court(filing, codes["court"])
    _text(court, "nc:OrganizationUnitName", message.court)
    _text(_below(filing, "nc:DocumentPostDate"), "nc:DateTime", f"{message.day}T00:00:00Z")
    lead, *connected = message.documents
    for place, document in enumerate(connected, 2):
        _add_document(filing, "filing:FilingConnectedDocument", document, place, message, codes)
    _add_document(filing, "filing:FilingLeadDocument", lead, 1, message, codes)
    _add_case(filing, message, codes)
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    refuse_invalid(content, message.number)
    return content


def refuse_invalid(content: bytes, number: str) -> None:
    """ValueError where a message is not of the documented structure; it names the element and quotes no value."""
    schema, root = _schema(), etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    if not schema.validate(root):
        first = schema.error_log[0]
        raise ValueError(f"{number}: no valid filing message: {first.type_name} at line {first.line}")
    # The validator does not follow what points at another part.
    there: Any = root.xpath("//@structures:id", namespaces=_NAMES)
    pointed: Any = root.xpath("//@structures:ref | //@structures:metadata", namespaces=_NAMES)
    if not {name for names in pointed for name in names.split()} <= set(there):
        raise ValueError(f"{number}: no valid filing message: a part points at one that is not there")


@cache
def _schema() -> Any:
    return etree.XMLSchema(etree.parse(str(_SCHEMA)))


def _add_document(
    filing: Any, tag: str, document: Document, place: int, message: Message, codes: Mapping[str, str]
) -> None:
    about, suffix = f"Document{place}Metadata", document.file.rpartition(".")[2]
    element = _below(filing, tag, id=f"Document{place}", metadata=about)
    _text(element, "nc:DocumentCategoryText", document.code)
    _text(element, "nc:DocumentSoftwareName", "relief")
    _text(element, "nc:DocumentDescriptionText", document.title)
    _text(_below(element, "nc:DocumentEffectiveDate"), "nc:Date", message.day)
    _text(_below(element, "nc:DocumentIdentification"), "nc:IdentificationID", f"{message.number}-{place}")
    _text(element, "nc:DocumentSequenceID", str(place))
    more = _below(element, "ecf:DocumentAugmentation")
    _below(more, "ecf:DocumentFiler").append(_point())
    rendition = _below(more, "ecf:DocumentRendition")
    _below(rendition, "nc:DocumentIdentification")
    attachment = _below(rendition, "nc:Attachment", id=f"Attachment{place}")
    _text(attachment, "nc:BinaryDescriptionText", document.title)
    _text(attachment, "nc:BinaryFormatText", _FORMATS[suffix])
    _text(attachment, "nc:BinaryURI", document.file)
    _text(attachment, "nc:BinarySizeValue", str(-(-document.size // 1024)))  # NIEM counts kilobytes
    _text(more, "ecf:DocumentTypeCode", codes[document.code])
    _text(more, "ecf:RedactionRequiredIndicator", "false")
    _text(more, "ecf:RegisterActionDescriptionCode", codes[document.code])
    data = _below(more, "nc:Metadata", id=about)
    _text(data, "nc:SensitivityText", "confidential" if document.confidential else "public")
    _text(data, "nc:LanguageCode", "eng")


def _add_case(filing: Any, message: Message, codes: Mapping[str, str]) -> None:
    case = _below(filing, "nc:Case")
    _text(case, "nc:CaseTitleText", message.title)
    justice = _below(case, "j:CaseAugmentation")
    for place, row in enumerate(message.charges, 1):
        _add_charge(justice, row, place)
    _text(_court(justice, codes["court"]), "j:CourtName", message.court)
    official = _below(justice, "j:CaseOfficial")
    _person(_below(official, "nc:RoleOfPerson", id=_FILER), message.attorney, codes["prosecutor"], message.bar_number)
    bar = _below(_below(official, "j:JudicialOfficialBarMembership"), "j:JudicialOfficialBarIdentification")
    _text(bar, "nc:IdentificationID", message.bar_number)
    filed = _below(case, "ecf:CaseAugmentation")
    _text(filed, "ecf:CaseCategoryCode", codes["case_category"])
    _text(filed, "ecf:CaseNewIndicator", "true" if message.case_number is None else "false")
    if message.defendant is not None:
        party = _below(_below(filed, "ecf:CaseParty"), "nc:EntityPerson", id="Defendant")
        _person(party, message.defendant, "Defendant", "1")
    _text(filed, "ecf:CaseTypeCode", codes["case_type"])
    if message.case_number is not None:
        _text(filed, "j:CaseNumberText", message.case_number)


def _add_charge(justice: Any, row: Mapping[str, str], place: int) -> None:
    charge = _below(justice, "j:CaseCharge", id=f"Charge{place}")
    _text(charge, "j:ChargeSequenceID", row["count_no"])
    _text(_below(charge, "j:ChargeSeverityLevel"), "j:SeverityLevelDescriptionText", row["current_level"])
    statute = _below(charge, "j:ChargeStatute")
    _text(_below(statute, "j:StatuteCodeIdentification"), "nc:IdentificationID", row["offense_code"] or "unknown")
    _text(statute, "j:StatuteDescriptionText", row["requested_relief"])
    offense = f"{row['offense_section']}{row['offense_sub']}"
    _text(_below(statute, "j:StatuteOffenseIdentification"), "nc:IdentificationID", offense)


def _identify(filing: Any, number: str) -> None:
    identity = _below(filing, "nc:DocumentIdentification")
    _text(identity, "nc:IdentificationID", number)
    _text(identity, "nc:IdentificationCategoryDescriptionText", "messageID")
    _text(identity, "nc:IdentificationSourceText", "FilingAssembly")


def _court(parent: Any, code: str) -> Any:
    court = _below(parent, "j:CaseCourt")
    _text(_below(court, "nc:OrganizationIdentification"), "nc:IdentificationID", code)
    return court


def _person(element: Any, name: str, role: str, number: str) -> None:
    _text(_below(element, "nc:PersonName"), "nc:PersonFullName", name)
    more = _below(element, "ecf:PersonAugmentation")
    _text(more, "ecf:CaseParticipantRoleCode", role)
    _text(_below(more, "ecf:ParticipantID"), "nc:IdentificationID", number)


def _point() -> Any:
    """The filer, who is told in full with the case."""
    return _element("nc:EntityPerson", {"ref": _FILER, "nil": "true"})


def _below(parent: Any, tag: str, **marks: str) -> Any:
    element = _element(tag, marks)
    parent.append(element)
    return element


def _text(parent: Any, tag: str, text: str) -> None:
    _below(parent, tag).text = _printable(text)


def _element(tag: str, marks: Mapping[str, str] | None = None, *, names: bool = False) -> Any:
    spaces = {"nil": "xsi"}
    attributes = {f"{{{_NAMES[spaces.get(name, 'structures')]}}}{name}": each for name, each in (marks or {}).items()}
    return etree.Element(_name(tag), attributes, nsmap=_NAMES if names else None)


def _name(tag: str) -> str:
    prefix, _, local = tag.partition(":")
    return f"{{{_NAMES[prefix]}}}{local}"


def _printable(text: str) -> str:
    """Without what XML cannot hold, on one line."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def list_documents(papers: Sequence[Mapping[str, Any]], sizes: Mapping[str, int]) -> tuple[Document, ...]:
    """The batch's documents, its motion first.

    Args:
        papers: ``papers`` of ``manifest.json``.
        sizes: file to bytes.
    """
    known = {
        "motion": "motion",
        "order_proposed": "order",
        "exhibit_a_public": "exhibit",
        "exhibit_a_confidential": "exhibit",
    }
    found = [
        Document(
            file=paper["file"], title=paper["title"], code=code, size=sizes[paper["file"]],
            confidential=is_confidential(start),
        )
        for start, code in known.items()
        for paper in papers
        if "/" not in paper["file"] and paper["file"].startswith(start)
    ]  # fmt: skip
    return tuple(found)
