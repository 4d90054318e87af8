"""Filing messages: of the documented structure, the same each time, and refused where they are not."""

from dataclasses import replace

import pytest
from lxml import etree

from connectors.packages.filing_message import CODES, Document, Message, refuse_invalid, write_message
from relief.errors import UserError

COURT_CODES = {name: f"X-{name}" for name in CODES}
NC, ECF = (
    "{http://release.niem.gov/niem/niem-core/4.0/}",
    "{https://docs.oasis-open.org/legalxml-courtfiling/ns/v5.0/ecf}",
)
MESSAGE = Message(
    number="LA-2026-0001-0012", title="People v. FICTIONAL,ALEX & <b>'\"\x00 王小明", case_number="XA 007919",
    court="Norwalk Courthouse", agency="The DA", attorney="Avery Exemplar", bar_number="000000", day="2026-11-25",
    documents=(
        Document(file="cases/0012/motion.pdf", title="Motion", code="motion", size=50_001),
        Document(file="cases/0012/order.docx", title="Order", code="order", size=9),
        Document(file="exhibit_a_confidential.pdf", title="Exhibit A", code="exhibit", size=2_048, confidential=True),
    ),
    charges=({
        "count_no": "2", "current_level": "felony", "offense_code": "HS", "offense_section": "11360", "offense_sub": "(a)",
        "requested_relief": "DISMISS_AND_SEAL",
    },),
    defendant="FICTIONAL,ALEX & <b>'\"\x00 王小明",
)  # fmt: skip


def test_a_message_says_what_is_filed_in_which_case_and_is_the_same_each_time() -> None:
    content = write_message(MESSAGE, COURT_CODES)
    assert write_message(MESSAGE, COURT_CODES) == content
    root = etree.fromstring(content)
    texts = [each.text for each in root.iter() if each.text and each.text.strip()]
    assert {"XA 007919", "People v. FICTIONAL,ALEX & <b>'\" 王小明", "11360(a)", "X-court", "DISMISS_AND_SEAL"} <= set(
        texts
    )
    sizes = [each.text for each in root.iter(f"{NC}BinarySizeValue")]
    assert sizes == ["1", "2", "49"], "kilobytes, begun ones whole; the lead document is told last"
    assert [each.text for each in root.iter(f"{NC}SensitivityText")] == ["public", "confidential", "public"]
    assert [each.text for each in root.iter(f"{ECF}CaseNewIndicator")] == ["false"]
    new = etree.fromstring(write_message(replace(MESSAGE, case_number=None), COURT_CODES))
    assert [each.text for each in new.iter(f"{ECF}CaseNewIndicator")] == ["true"]


def test_a_code_that_the_courts_policy_has_to_give_is_asked_for() -> None:
    with pytest.raises(UserError, match=r"needs motion, prosecutor, from the court's policy"):
        write_message(MESSAGE, {**COURT_CODES, "motion": " ", "prosecutor": ""})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<nc:CaseTitleText>", b"<nc:CaseTitle>"),
        (b"application/pdf", b"text/html"),
        (b'structures:ref="Filer"', b'structures:ref="Nobody"'),
        (b">public<", b">secret<"),
        (b"2026-11-25T", b"25.11.2026T"),
        (b"<j:ChargeSequenceID>2</j:ChargeSequenceID>", b""),
    ],
)
def test_what_is_not_of_the_documented_structure_is_refused_without_its_words(old: bytes, new: bytes) -> None:
    content = write_message(MESSAGE, COURT_CODES)
    assert old in content
    broken = content.replace(old, new).replace(
        b"</nc:CaseTitleText>", b"</nc:CaseTitle>" if b"Title" in old else b"</nc:CaseTitleText>"
    )
    with pytest.raises(ValueError, match="no valid filing message: ") as refused:
        refuse_invalid(broken, "LA-2026-0001")
    assert "FICTIONAL" not in str(refused.value)
