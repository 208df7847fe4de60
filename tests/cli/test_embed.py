import numpy as np


def test_vectors_of_a_file_in_input_order(invoke, analyzer, tmp_path):
    (tmp_path / "in.csv").write_text("text\nslow service\n服务太慢\nnice room\n", encoding="utf-8")
    result = invoke("embed", tmp_path / "in.csv", "--output", tmp_path / "v.npy")
    assert result.exit_code == 0, result.output
    vectors = np.load(tmp_path / "v.npy")
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors, analyzer.embed(["slow service", "服务太慢", "nice room"]), atol=1e-5)


def test_refused_rows_have_no_vector_and_are_told(invoke, tmp_path):
    (tmp_path / "in.jsonl").write_text('{"text": "fine"}\n{"text": ""}\n', encoding="utf-8")
    result = invoke("embed", tmp_path / "in.jsonl", "--output", tmp_path / "v.npy")
    assert result.exit_code == 3
    assert np.load(tmp_path / "v.npy").shape[0] == 1
    assert (tmp_path / "in.jsonl.errors.jsonl").exists()
