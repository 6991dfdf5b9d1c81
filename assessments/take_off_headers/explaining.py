"""What the columns of a waiting take-off are: its headings shown, and what people say of them."""

from __future__ import annotations

from collections.abc import Mapping

from assessments.carbon.take_off import TableHead, table_head
from assessments.carbon.take_off_columns import headings_understood, read_header
from assessments.inputs import take_off_limits
from assessments.refusal import Refused
from assessments.take_off_headers.models import WaitingTakeOff
from assessments.take_off_headers.remembering import FINDINGS, Said, checked, remember, remembered_in
from standard_site.accounts.models import User
from standard_site.lib.findings import Finding, Severity, Where, has_errors


def said_of(waiting: WaitingTakeOff, now: Mapping[str, str]) -> dict[str, str]:
    """Our column by heading, with what is remembered."""
    return Said(remembered_in(waiting.project.organisation_id), now).by_heading


def head_of(waiting: WaitingTakeOff) -> TableHead | None:
    """The likeliest header of the file with its first rows; None where none can be read."""
    data = waiting.file.read_bytes()
    return table_head(data, waiting.file_name, take_off_limits(), said_of(waiting, {}))


def explain_columns(user: User, waiting: WaitingTakeOff, said: Mapping[str, str]) -> None:
    """Remember what the headings of a file mean, once its header can be read by it; what is understood anyway is not kept.

    Args:
        user: who says so.
        waiting: the file.
        said: the heading of each column, by our column.

    Raises:
        NotAllowed: the person does not belong to the organisation.
        Refused: the header cannot be read by what was said.
    """
    head = head_of(waiting)
    read = headings_understood(head.header, said_of(waiting, {})) if head is not None else {}
    new = {column: heading for column, heading in said.items() if read.get(column) != heading}
    findings = checked(said)
    if not said:
        findings = [FINDINGS.make("heading-nothing-said", Where(field="columns"))]
    if head is not None and not has_errors(findings):
        findings = _against(head, waiting, said, new)
    if has_errors(findings):
        raise Refused(findings)
    if new:
        remember(user, waiting.project.organisation, new)


def _against(
    head: TableHead, waiting: WaitingTakeOff, said: Mapping[str, str], new: Mapping[str, str]
) -> list[Finding]:
    """What is wrong with the header of the file by what was said."""
    where = Where(file=waiting.file_name, line=head.line, field="columns")
    seen = ", ".join(cell for cell in head.header if cell)
    absent = [heading for heading in said.values() if heading not in head.header]
    if absent:
        return [FINDINGS.make("heading-not-there", where, heading=one, seen=seen) for one in absent]
    found = read_header(head.header, where, said_of(waiting, new))[1]
    return [finding for finding in found if finding.severity is Severity.ERROR]
