"""Reading a data set of carbon factors, whatever form it comes in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from assessments.carbon.catalogue import listed
from assessments.carbon.factors_csv import read_csv
from assessments.carbon.factors_dataset import FINDINGS, MOST_BYTES, MOST_FINDINGS, ReadDataset
from assessments.carbon.factors_ilcd import read_ilcd
from assessments.carbon.factors_openepd import read_openepd
from assessments.carbon.units import Unit
from standard_site.lib.findings import Where

_MARKS = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"


def read_dataset(data: bytes, file_name: str, today: date, unit: Unit | None = None) -> ReadDataset:
    """Read a data set; a broken or hostile file gives findings, never an exception.

    Args:
        data: the file [bytes]: CSV of the template, XML of ILCD+EPD, or JSON of openEPD, told apart by how it begins.
        file_name: name shown in findings.
        today: the day on which it is brought, by which validity is judged.
        unit: what the declared unit is counted in, where the file does not say it (ILCD+EPD).
    """
    if len(data) > MOST_BYTES:
        finding = FINDINGS.make(
            "factors-file-too-large", Where(file=file_name), limit_mb=MOST_BYTES // 1_000_000
        )
        return ReadDataset("", (), (finding,))
    first = data.lstrip(_MARKS)[:1]
    if first == b"<":
        read = read_ilcd(data, file_name, today, unit)
    elif first in (b"{", b"["):
        read = read_openepd(data, file_name, today)
    else:
        read = read_csv(data, file_name, today)
    return replace(read, findings=listed(read.findings, file_name, MOST_FINDINGS))
