//! Whose request it is, as an address. Only proxies that the configuration names are believed about others.

use std::net::{IpAddr, SocketAddr};

use actix_web::{HttpRequest, dev::ServiceRequest, http::header::HeaderMap, web};

use crate::settings::Settings;

/// What knows its peer and its headers.
pub trait Arrived {
    /// The other end of the connection.
    fn peer(&self) -> Option<SocketAddr>;
    /// The request's headers.
    fn header_map(&self) -> &HeaderMap;
    /// The configuration.
    fn settings(&self) -> Option<&web::Data<Settings>>;
}

impl Arrived for ServiceRequest {
    fn peer(&self) -> Option<SocketAddr> {
        self.peer_addr()
    }
    fn header_map(&self) -> &HeaderMap {
        self.headers()
    }
    fn settings(&self) -> Option<&web::Data<Settings>> {
        self.app_data()
    }
}

impl Arrived for HttpRequest {
    fn peer(&self) -> Option<SocketAddr> {
        self.peer_addr()
    }
    fn header_map(&self) -> &HeaderMap {
        self.headers()
    }
    fn settings(&self) -> Option<&web::Data<Settings>> {
        self.app_data()
    }
}

/// The address that the limits count against; none without a network connection.
pub fn client_address(request: &impl Arrived) -> Option<IpAddr> {
    let peer = request.peer()?.ip();
    let trusted =
        request.settings().map(|settings| settings.http.trusted_proxies.as_slice()).unwrap_or_default();
    let forwarded = request.header_map().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok());
    Some(resolve(peer, forwarded, trusted))
}

/// The nearest address that is not a trusted proxy: what stands further left was written by strangers.
fn resolve<'a>(peer: IpAddr, forwarded: impl Iterator<Item = &'a str>, trusted: &[IpAddr]) -> IpAddr {
    if !trusted.contains(&peer) {
        return peer;
    }
    let hops: Vec<&str> = forwarded.flat_map(|line| line.split(',')).collect();
    let mut nearest = peer;
    for hop in hops.iter().rev() {
        let Ok(address) = hop.trim().parse::<IpAddr>() else { break };
        nearest = address;
        if !trusted.contains(&address) {
            break;
        }
    }
    nearest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let trusted: Vec<IpAddr> = trusted.iter().map(|address| address.parse().unwrap()).collect();
        resolve(peer.parse().unwrap(), forwarded.iter().copied(), &trusted).to_string()
    }

    #[test]
    fn a_stranger_cannot_give_themselves_another_address() {
        assert_eq!(address("203.0.113.9", &["10.1.1.1"], &["127.0.0.1"]), "203.0.113.9");
        assert_eq!(address("127.0.0.1", &["10.1.1.1, 203.0.113.9"], &["127.0.0.1"]), "203.0.113.9");
        assert_eq!(
            address("127.0.0.1", &["10.1.1.1", "203.0.113.9, 192.0.2.7"], &["127.0.0.1", "192.0.2.7"]),
            "203.0.113.9"
        );
    }

    #[test]
    fn a_trusted_proxy_that_says_nothing_useful_counts_itself() {
        assert_eq!(address("127.0.0.1", &[], &["127.0.0.1"]), "127.0.0.1");
        assert_eq!(address("127.0.0.1", &["not an address"], &["127.0.0.1"]), "127.0.0.1");
    }
}
