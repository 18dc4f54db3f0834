//! Which addresses of the internet are public, and which private ones a user allows.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// The private networks that may be connected to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Private {
    /// None: public addresses alone.
    #[default]
    No,
    /// These.
    Some(Vec<Network>),
    /// All.
    All,
}

impl Private {
    /// True if a connection to `address` is allowed.
    #[must_use]
    pub fn allows(&self, address: IpAddr) -> bool {
        let address = plain(address);
        match self {
            Self::All => true,
            Self::Some(networks) if networks.iter().any(|network| network.holds(address)) => true,
            Self::Some(_) | Self::No => is_public(address),
        }
    }
}

/// An address, or all that share its first bits: `10.1.2.3`, `10.0.0.0/8`, `fd00::/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u32,
}

impl Network {
    fn holds(&self, address: IpAddr) -> bool {
        let (own, other, width) = match (self.address, address) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                (u128::from(own.to_bits()), u128::from(other.to_bits()), 32)
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => (own.to_bits(), other.to_bits(), 128),
            _ => return false,
        };
        // All bits shifted out leave nothing to differ in.
        (own ^ other).checked_shr(width - self.bits).unwrap_or(0) == 0
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong =
            || format!("`{text}` is no address such as `10.1.2.3`, `10.0.0.0/8` or `fd00::/8`");
        let (address, bits) = text.split_once('/').map_or((text, None), |(a, b)| (a, Some(b)));
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let width = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(width), |bits| bits.parse().map_err(|_| wrong()))?;
        if bits > width {
            return Err(wrong());
        }
        Ok(Self {
            address: plain(address),
            bits: if plain(address) == address { bits } else { 32 },
        })
    }
}

impl fmt::Display for Network {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.address, self.bits)
    }
}

/// An IPv4 address that is written as one of IPv6 is that IPv4 address.
fn plain(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(six) => six.to_ipv4_mapped().map_or(address, IpAddr::V4),
        IpAddr::V4(_) => address,
    }
}

/// True for an address that is reachable from everywhere, by IANA's registries of special-purpose addresses (RFC 6890).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(four) => is_public_v4(four),
        IpAddr::V6(six) => is_public_v6(six),
    }
}

/// Networks of IPv4 that are not the public internet, with the bits they share.
const SPECIAL_V4: [(Ipv4Addr, u32); 15] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),       // this network
    (Ipv4Addr::new(10, 0, 0, 0), 8),      // private
    (Ipv4Addr::new(100, 64, 0, 0), 10),   // shared by the customers of a provider
    (Ipv4Addr::new(127, 0, 0, 0), 8),     // loopback
    (Ipv4Addr::new(169, 254, 0, 0), 16),  // link-local, where clouds keep their secrets
    (Ipv4Addr::new(172, 16, 0, 0), 12),   // private
    (Ipv4Addr::new(192, 0, 0, 0), 24),    // assignments of protocols
    (Ipv4Addr::new(192, 0, 2, 0), 24),    // documentation
    (Ipv4Addr::new(192, 88, 99, 0), 24),  // 6to4 relays, withdrawn
    (Ipv4Addr::new(192, 168, 0, 0), 16),  // private
    (Ipv4Addr::new(198, 18, 0, 0), 15),   // benchmarks
    (Ipv4Addr::new(198, 51, 100, 0), 24), // documentation
    (Ipv4Addr::new(203, 0, 113, 0), 24),  // documentation
    (Ipv4Addr::new(224, 0, 0, 0), 4),     // multicast
    (Ipv4Addr::new(240, 0, 0, 0), 4),     // reserved, broadcast
];

fn is_public_v4(address: Ipv4Addr) -> bool {
    let special = |(network, bits): &(Ipv4Addr, u32)| {
        Network { address: IpAddr::V4(*network), bits: *bits }.holds(IpAddr::V4(address))
    };
    !SPECIAL_V4.iter().any(special)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, c, d, e, f, g, h] = address.segments();
    let four = |high: u16, low: u16| {
        is_public_v4(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low)))
    };
    match (a, b) {
        // NAT64 and 6to4 lead to the IPv4 address they hold.
        (0x64, 0xff9b) if [c, d, e, f] == [0; 4] => four(g, h),
        (0x2002, _) => four(b, c),
        // Protocol assignments with Teredo and the like; documentation.
        (0x2001, 0..0x200 | 0xdb8) | (0x3fff, 0..0x1000) => false,
        // 2000::/3 is all that has been given out for use from everywhere.
        _ => a & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::{Network, Private};

    #[test]
    fn only_public_addresses_are_public() {
        for (address, public) in [
            ("8.8.8.8", true),
            ("9.255.255.255", true),
            ("10.0.0.0", false),
            ("100.63.255.255", true),
            ("100.64.0.1", false),
            ("127.0.0.1", false),
            ("169.254.169.254", false),
            ("172.15.0.1", true),
            ("172.31.255.255", false),
            ("172.32.0.1", true),
            ("192.168.1.1", false),
            ("198.19.0.1", false),
            ("224.0.0.1", false),
            ("255.255.255.255", false),
            ("0.0.0.0", false),
            ("::", false),
            ("::1", false),
            ("::ffff:127.0.0.1", false),
            ("::ffff:8.8.8.8", true),
            ("::7f00:1", false),
            ("fe80::1", false),
            ("fc00::1", false),
            ("ff02::1", false),
            ("64:ff9b::a00:1", false),
            ("64:ff9b::808:808", true),
            ("2002:a00:1::", false),
            ("2001::1", false),
            ("2001:db8::1", false),
            ("2606:4700::1111", true),
        ] {
            let address: IpAddr = address.parse().unwrap();
            assert_eq!(Private::No.allows(address), public, "{address}");
            assert!(Private::All.allows(address));
        }
    }

    #[test]
    fn what_is_allowed_is_allowed_alone() {
        let some = |text: &str| Private::Some(vec![text.parse::<Network>().unwrap()]);
        let allows = |network: &str, address: &str| some(network).allows(address.parse().unwrap());
        assert!(allows("127.0.0.1", "127.0.0.1") && allows("127.0.0.1", "::ffff:127.0.0.1"));
        assert!(!allows("127.0.0.1", "127.0.0.2") && allows("127.0.0.1", "8.8.8.8"));
        assert!(allows("10.0.0.0/8", "10.255.0.1") && !allows("10.0.0.0/8", "192.168.0.1"));
        assert!(allows("0.0.0.0/0", "127.0.0.1") && !allows("0.0.0.0/0", "::1"));
        assert!(allows("fd00::/8", "fdff::1") && !allows("fd00::/8", "fc00::1"));
        for wrong in ["", "10", "10.0.0.0/33", "::/129", "host", "10.0.0.0/-1"] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }
}
