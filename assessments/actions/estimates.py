"""A design of the same files with its take-off estimated from the energy model."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessments.actions.designs import DesignFiles, Upload, add_design
from assessments.estimate import ESTIMATE_FINDINGS
from assessments.models import Design
from assessments.refusal import Refused
from energyplus_runs.selectors import attachments_of
from standard_site.accounts.models import User
from standard_site.lib.findings import Where


def design_with_estimate(user: User, design: Design) -> Design:
    """The model and the declared values of a design taken in once more, with the take-off that the model gives.

    Raises:
        NotAllowed: the person does not work on the project.
        Refused: the design has no model, or its files are not taken any more.
    """
    if design.model is None:
        raise Refused([ESTIMATE_FINDINGS.make("estimate-needs-model", Where(field="model"))])
    declared = design.declared_file
    files = DesignFiles(
        model=Upload(design.model_file_name, [design.model.file.read_bytes()]),
        declared=Upload(design.declared_file_name, [declared.read_bytes()]) if declared else None,
        attachments=[Upload(name, [file.read_bytes()]) for name, file in attachments_of(design.model)],
        take_off_from_model=True,
    )
    label = _("Take-off estimated from the model of design %(number)d") % {"number": design.number}
    return add_design(user, design.project, files, label)
