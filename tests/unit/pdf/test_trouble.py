from shared.pdf.pages import Finding, PaperRefused, Problem
from shared.pdf.trouble import Patience, Trouble

WHY = PaperRefused("d", Finding.TOO_SLOW, 4)


def test_a_paper_is_refused_at_its_third_stop_within_a_minute() -> None:
    trouble = Trouble(Patience())
    assert not trouble.note_stop("d", WHY, now=0.0)
    assert not trouble.note_stop("d", WHY, now=30.0)
    assert trouble.problem("d", 0) is None
    assert trouble.note_stop("d", WHY, now=59.0)
    assert trouble.refusal("d") == WHY
    assert trouble.problem("d", 0) is Problem.PAPER_REFUSED


def test_stops_that_are_long_ago_are_forgotten() -> None:
    trouble = Trouble(Patience())
    for at in (0.0, 30.0, 61.0, 100.0, 170.0):
        assert not trouble.note_stop("d", WHY, now=at)
    assert trouble.refusal("d") is None


def test_stops_of_one_paper_do_not_count_for_another() -> None:
    trouble = Trouble(Patience())
    for digest in ("a", "b", "c", "d"):
        assert not trouble.note_stop(digest, WHY, now=1.0)


def test_a_page_that_was_given_up_leaves_the_others_alone() -> None:
    trouble = Trouble(Patience())
    trouble.give_up_page("d", 3, Problem.TOO_COMPLEX)
    assert trouble.problem("d", 3) is Problem.TOO_COMPLEX
    assert trouble.problem("d", 4) is None
