"""Why a row can be refused: one stable code each, with what it means."""

from feedback_ai.schema import RefusedRow

REFUSALS: dict[str, str] = {
    "text_missing": "The row has no text, or only spaces and invisible characters.",
    "text_too_long": "The text is longer than a record may be.",
    "bytes_undecodable": "The row has bytes or characters that are no text in the encoding of the file.",
    "id_repeated": "An earlier row of the file has the same id, but another text.",
    "id_too_long": "The id is longer than an id may be.",
    "field_too_long": "Another field is longer than it may be.",
    "field_type": "A field has a value of another kind than it should: a list for a text, a word for an object.",
    "date_unreadable": "The date is in none of the forms that are read.",
    "date_ambiguous": "Day and month of the date can be told apart neither by the date nor by the file.",
    "date_in_future": "The date is more than a day ahead.",
    "rating_not_a_number": "The rating is not a number.",
    "rating_out_of_range": "The rating is below 0 or above 10.",
    "respondent_missing": "A row of a survey names no respondent.",
    "answers_missing": "A row of a survey has no item with both an expectation and a perception.",
    "answer_not_a_number": "An answer of a survey is not a number.",
    "answer_out_of_range": "An answer of a survey is below 1 or above 7.",
    "row_too_long": "The line, or the row over several lines, is longer than is read at once.",
    "row_short": "The row has fewer fields than the header.",
    "row_long": "The row has more fields than the header.",
    "row_quotes": "The quotes of the row do not match, so its fields cannot be told apart.",
    "json_broken": "The line or element is not valid JSON.",
    "json_not_object": "The line or element is valid JSON, but not an object with keys.",
}


def refuse(row: int, code: str, reason: str, field: str | None = None) -> RefusedRow:
    """A refusal with one of the codes of `REFUSALS`.

    Args:
        row: 1-based number of the row.
        code: Key of `REFUSALS`.
        reason: What is wrong and what would be valid, without any part of the row's text.
        field: The field at fault, where one is.

    Raises:
        KeyError: If the code is not listed; a programming error.
    """
    if code not in REFUSALS:
        raise KeyError(code)
    return RefusedRow(row=row, code=code, reason=reason, field=field)
