def test_the_demonstration_sums_up_and_touches_no_other_store(invoke, tmp_path, monkeypatch):
    sample = tmp_path / "sample"
    sample.mkdir()
    (sample / "feedback_en.jsonl").write_text('{"id": "1", "text": "The clerk was very rude to me."}\n{"text": ""}\n')
    (sample / "feedback_zh.csv").write_text("工单号,投诉内容\n2,等了两个小时没人理\n", encoding="utf-8-sig")
    monkeypatch.setattr("feedback_ai.artifacts.locate_sample", lambda: sample)
    store = tmp_path / "demo" / "feedback.sqlite"
    store.parent.mkdir()
    store.write_bytes(b"somebody's data")
    for _ in range(2):
        result = invoke("demo", "--directory", store.parent)
        assert result.exit_code == 0, result.output
        assert "(2 texts)" in result.stdout
        assert "The clerk was very rude to me." in result.stdout
        assert "Rows refused, the rest went on: 1 (1 text_missing)" in result.stdout
    assert store.read_bytes() == b"somebody's data"
