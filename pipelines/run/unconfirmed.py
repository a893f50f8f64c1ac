"""Which parameters have changed since two people confirmed them: a confirmation holds for what they looked at."""

from __future__ import annotations

from data.parameters import declared_parameters, parameter_file
from pipelines.record.entry import Kind
from pipelines.record.store import read_record
from pipelines.workspace.fingerprint import digest
from pipelines.workspace.folders import Workspace
from schemas.parameter import Parameter, ParameterStatus


def changed_since_confirmed(workspace: Workspace) -> frozenset[str]:
    """Names of the parameters that call themselves confirmed and are another text than the one last put on record.

    One that was never put on record is what its file says.

    Raises:
        ParameterError: a parameter file is wrong.
        TamperedRecordError: the record was changed.
        KeyFileError: the key of the record cannot be used.
    """
    known = _confirmed_texts(workspace)
    declared = declared_parameters(workspace.parameters) if known else {}
    return frozenset(
        name
        for name, text in known.items()
        if name in declared and _calls_itself_confirmed(declared[name]) and _text(workspace, declared[name]) != text
    )


def text_of(content: bytes) -> str:
    """The fingerprint under which a parameter file is confirmed; a mark that an editor puts before it is none of it."""
    return digest(content.decode("utf-8-sig"))


def _confirmed_texts(workspace: Workspace) -> dict[str, str]:
    """Name -> fingerprint of its file as it was last confirmed."""
    confirmations = (one.entry for one in read_record(workspace) if one.kind is Kind.PARAMETERS)
    return {str(one["name"]): str(one["text"]) for said in confirmations for one in said.payload["parameters"]}


def _calls_itself_confirmed(parameter: Parameter) -> bool:
    return parameter.status is ParameterStatus.CONFIRMED


def _text(workspace: Workspace, parameter: Parameter) -> str:
    return text_of(parameter_file(parameter, workspace.parameters).read_bytes())
