from backlog_fakes import complaints, file
from sqlalchemy import update

from feedback_ai.services.service_circle import draw_circle, service_circle
from feedback_ai.store.tables import FeedbackRow


def test_touchpoints_come_as_customers_meet_them(store, settings):
    ids = {}
    for touchpoint, sentiment in (("end", "negative"), ("first_impression", "positive"), ("lounge", "positive")):
        filed = file(store, complaints(20, touchpoint, sentiment=sentiment, cause=None))
        ids |= dict.fromkeys(filed.values(), touchpoint)
    with store.writing() as session:
        for id_, touchpoint in ids.items():
            session.execute(update(FeedbackRow).where(FeedbackRow.id == id_).values(touchpoint=touchpoint))
    document = service_circle(store, settings=settings)
    assert [place["touchpoint"] for place in document["touchpoints"]] == ["first_impression", "end", "lounge"]
    assert document["moments"] == ["end"]
    cells = {(cell["touchpoint"], cell["dimension"]): cell for cell in document["cells"]}
    assert cells["end", "reliability"]["net"] == -100
    assert cells["end", "empathy"]["net"] is None
    assert cells["end", "empathy"]["touchpoint_name"] == {"en": "End", "zh": "结束"}
    assert "结束" in draw_circle(document, "zh")


def test_an_empty_store_has_none(store, settings):
    document = service_circle(store, settings=settings)
    assert (document["touchpoints"], document["moments"]) == ([], [])
