"""Each document is cited once: by checks and indicators through the list of documents, by parameters in its words."""

from __future__ import annotations

from data.parameters import declared_parameters
from policies import law
from policies.checks import CHECKS
from policies.checks.declaration import Check
from policies.indicators import INDICATORS
from policies.indicators.declaration import Indicator
from policies.law import Document

# Of these the bureau has found no text of 2019; their values wait for its word.
_NO_DOCUMENT = "本地规定"
LISTED = [one for one in vars(law).values() if isinstance(one, Document)]


def test_a_document_is_listed_once_under_one_number() -> None:
    numbers = {(one.title, one.number) for one in LISTED}
    assert len({title for title, _ in numbers}) == len(numbers)
    held = [number for _, number in numbers if number]
    assert len(set(held)) == len(held)


def test_every_basis_is_a_listed_document() -> None:
    listed = {(one.title, one.number) for one in LISTED}
    rules: tuple[Check | Indicator, ...] = (*CHECKS.values(), *INDICATORS.values())
    for rule in rules:
        documents = rule.basis if isinstance(rule.basis, tuple) else (rule.basis,)
        assert documents
        assert {(one.title, one.number) for one in documents} <= listed, rule.id


def test_a_parameter_cites_a_document_in_the_same_words() -> None:
    listed = {str(Document(one.title, one.number)) for one in LISTED}
    cited = {name: one.document for name, one in declared_parameters().items() if one.document != _NO_DOCUMENT}
    assert len(cited) > 10
    assert {name: text for name, text in cited.items() if text not in listed} == {}


def test_several_documents_are_read_one_after_the_other() -> None:
    one, other = Document("《甲办法》", "民发〔2018〕1号"), Document("乙细则")
    assert law.cited((one.at("第三条"), other)) == "《甲办法》(民发〔2018〕1号)第三条;乙细则"
