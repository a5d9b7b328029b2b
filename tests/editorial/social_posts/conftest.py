import pytest

from .cast import PostingBoard, posting_board


@pytest.fixture
def board(db: None, settings: object) -> PostingBoard:
    return posting_board(settings)
