import asyncio
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zeroconf import ServiceStateChange
from zeroconf.asyncio import AsyncZeroconf

from shared.link.discovery import SERVICE, Announcement, Podium, Search, podium_of
from shared.link.interfaces import has_network, own_addresses

GOOD = {b"room": b"a1b2c3d4e5f6", b"engine": b"7421", b"fp": b"0" * 64, b"v": b"1"}


def test_good_records_describe_a_podium() -> None:
    podium = podium_of(GOOD, ["192.168.1.5"], 7420)
    assert podium == Podium("a1b2c3d4e5f6", ("192.168.1.5",), 7420, 7421, "0" * 64, "1")
    assert podium is not None
    assert str(podium.doors[0]) == "192.168.1.5:7420"
    assert str(podium.engines[0]) == "192.168.1.5:7421"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (b"room", b""),
        (b"room", b"../../etc"),
        (b"room", b"a" * 33),
        (b"room", None),
        (b"engine", b"0"),
        (b"engine", b"65536"),
        (b"engine", b"7421\n"),
        (b"engine", "７４２１".encode()),
        (b"fp", b"0" * 63),
        (b"fp", b"\xff" * 64),
        (b"v", b"1" * 33),
    ],
)
def test_a_record_that_is_not_well_formed_is_nobody(key: bytes, value: bytes | None) -> None:
    assert podium_of({**GOOD, key: value}, ["192.168.1.5"], 7420) is None


@pytest.mark.parametrize("hosts", [[], ["evil.example"], ["224.0.0.1"], ["0.0.0.0"]])
def test_only_addresses_that_can_be_dialled_count(hosts: list[str]) -> None:
    assert podium_of(GOOD, hosts, 7420) is None


def test_many_addresses_are_cut() -> None:
    podium = podium_of(GOOD, [f"10.0.0.{n}" for n in range(1, 100)], 7420)
    assert podium is not None
    assert len(podium.hosts) == 4


@given(
    st.dictionaries(st.sampled_from([b"room", b"engine", b"fp", b"v"]), st.none() | st.binary(max_size=300)),
    st.lists(st.text(max_size=60), max_size=9),
    st.none() | st.integers(),
)
def test_no_record_raises(properties: dict[bytes, bytes | None], hosts: list[str], port: int | None) -> None:
    podium = podium_of(properties, hosts, port)
    assert podium is None or len(podium.hosts) <= 4


def test_a_search_on_loopback_hears_a_podium_come_and_go() -> None:
    async def story() -> None:
        room_id = secrets.token_hex(6)
        podium = Podium(room_id, (), 7420, 7421, "0" * 64, "1")
        heard: asyncio.Queue[tuple[Podium, ...]] = asyncio.Queue()
        search = Search(["127.0.0.1"], heard.put_nowait)
        announcement = Announcement(podium, ["127.0.0.1"])
        search.start()
        announcement.start()
        try:
            async with asyncio.timeout(10):
                while not (ours := [found for found in await heard.get() if found.room_id == room_id]):
                    pass
                assert ours[0].hosts == ("127.0.0.1",)
                await announcement.stop()
                while any(found.room_id == room_id for found in await heard.get()):
                    pass
        finally:
            await announcement.stop()
            await search.stop()
            await search.stop()

    asyncio.run(story())


def test_a_flood_of_false_services_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.link.discovery.MOST_PODIUMS", 2)

    async def story() -> None:
        search = Search(["127.0.0.1"], lambda podiums: None)
        zeroconf = AsyncZeroconf(interfaces=["127.0.0.1"])
        for number in range(100):
            for state in (ServiceStateChange.Added, ServiceStateChange.Updated):
                search._heard_service(zeroconf.zeroconf, SERVICE, f"{number}.{SERVICE}", state)
        assert len(search._resolving) == 2
        await search.stop()
        await zeroconf.async_close()
        assert search.podiums == ()

    asyncio.run(story())


def test_chosen_interfaces_limit_the_addresses() -> None:
    assert own_addresses(["127.0.0.1"]) == ("127.0.0.1",)
    assert own_addresses(["203.0.113.77"]) == ()
    assert "127.0.0.1" not in own_addresses(None)
    assert has_network() == bool(own_addresses(None))
