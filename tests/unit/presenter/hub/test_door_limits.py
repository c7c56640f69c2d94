from presenter.hub.door_limits import MOST_ADDRESSES, AddressLimits


def test_an_address_may_come_some_times_at_once_and_then_slowly() -> None:
    limits = AddressLimits(at_once=3, per_s=2.0)
    assert [limits.may_come("a", 10.0) for _ in range(4)] == [True, True, True, False]
    assert not limits.may_come("a", 10.4)
    assert limits.may_come("a", 10.9)
    assert not limits.may_come("a", 10.9)


def test_waiting_long_gives_no_more_than_at_once() -> None:
    limits = AddressLimits(at_once=3, per_s=2.0)
    assert limits.may_come("a", 0.0)
    assert [limits.may_come("a", 1e6) for _ in range(4)] == [True, True, True, False]


def test_one_address_takes_nothing_from_another() -> None:
    limits = AddressLimits(at_once=1, per_s=1.0)
    assert limits.may_come("a", 0.0)
    assert not limits.may_come("a", 0.0)
    assert limits.may_come("b", 0.0)


def test_a_flood_of_addresses_is_forgotten_and_who_still_floods_is_not() -> None:
    limits = AddressLimits(at_once=1, per_s=0.001)
    limits.may_come("loud", 0.0)
    for number in range(2 * MOST_ADDRESSES):
        limits.may_come(str(number), 0.0)
        assert not limits.may_come("loud", 0.0)
    assert len(limits._buckets) == MOST_ADDRESSES
