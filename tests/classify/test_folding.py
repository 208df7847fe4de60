import pytest

from feedback_ai.classify.folding import fold, simplified_of


@pytest.mark.parametrize("text", ["İstanbul ＡＢＣ１２", "臺灣的瓦斯外洩", "“don’t”", "x", ""])
def test_folding_keeps_the_length(text):
    assert len(fold(text)) == len(text)


def test_folding_gives_plain_simplified_lower_case():
    assert fold("ＡB１ 瓦斯外洩 don’t") == "ab1 瓦斯外泄 don't"


def test_characters_of_both_scripts_stay_as_they_are():
    assert "后里台".translate(simplified_of()) == "后里台"
    assert "態度".translate(simplified_of()) == "态度"
