//! What a service manager is told and hands over.

use std::net::{Ipv4Addr, TcpListener, UdpSocket};
use std::os::unix::net::UnixDatagram;

use tempfile::TempDir;

use crate::issuer::nowhere;
use crate::process::Launch;
use crate::wire::Request;

#[test]
fn a_service_manager_is_told_of_the_beginning_and_the_end() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("notify");
    let manager = UnixDatagram::bind(&path).unwrap();
    let service = Launch::serve(&nowhere())
        .variable("NOTIFY_SOCKET", path.to_str().unwrap())
        .start();
    let told = || {
        let mut buffer = [0; 256];
        let length = manager.recv(&mut buffer).unwrap();
        String::from_utf8(buffer[..length].to_vec()).unwrap()
    };
    assert_eq!(told().trim(), "READY=1");
    service.signal("TERM");
    assert_eq!(told().trim(), "STOPPING=1");
    assert_eq!(service.end().code, Some(0));
}

#[test]
fn a_socket_that_is_handed_over_replaces_the_configured_address() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let service = Launch::serve(&nowhere()).take_over(&listener).start();
    let address = service.address();
    assert_eq!(address, listener.local_addr().unwrap());
    assert_eq!(Request::get("/livez").send(address).status, 200);
}

#[test]
fn a_socket_for_other_machines_is_refused_while_keys_come_through_http() {
    let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0)).unwrap();
    let ended = Launch::serve(&nowhere()).take_over(&listener).run();
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("loopback only"), "{}", ended.stderr);
}

#[test]
fn a_socket_of_another_kind_is_refused_with_the_cure() {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let ended = Launch::serve(&nowhere()).take_over(socket).run();
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("ListenStream"), "{}", ended.stderr);
}
