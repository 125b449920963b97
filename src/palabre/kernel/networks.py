"""What limits count instead of addresses: the network that one subscriber holds."""

from ipaddress import IPv6Address, ip_address, ip_network

IPV6_PREFIX = 64  # what one subscriber holds


def network_of(address: str) -> str:
    """Return an IPv4 address itself, the /64 of an IPv6 one, and anything else as it stands."""
    try:
        read = ip_address(address)
    except ValueError:
        return address  # a proxy's word, or a local socket
    if not isinstance(read, IPv6Address):
        return str(read)
    return str(read.ipv4_mapped or ip_network((int(read), IPV6_PREFIX), strict=False))
